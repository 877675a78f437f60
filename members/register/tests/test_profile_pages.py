import pytest
from django.urls import reverse

from common.edit_conflicts import fingerprint
from members.enums import MembershipStatus
from members.models import FormerName, MembershipEvent, ProfileChange
from members.register.services import profiles
from members.tests.factories import (
    NOW,
    CentreFactory,
    CentreLinkFactory,
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate(client):
    person = RepresentativeFactory(centre__about="We advise cities.")
    client.force_login(person.user)
    return person


def page(name, centre):
    return reverse(f"members:{name}", args=[centre.slug])


def text(response):
    return response.content.decode()


def filled(centre, *links, **changes):
    """What a browser would send, with the token of the page as it is now."""
    change = profiles.open_change(centre)
    held = profiles.start_of(change, centre)
    sent = {name: held[name] for name in ("about", "languages", "website", "mailbox", "message")}
    sent |= {"seen": fingerprint(held), "links-TOTAL_FORMS": len(links), "links-INITIAL_FORMS": 0}
    for number, (label, address) in enumerate(links):
        sent |= {f"links-{number}-label": label, f"links-{number}-address": address}
    return sent | changes


# --- The public page


def test_a_profile_shows_what_the_centre_says_of_itself(client):
    host = OrganisationFactory(name="Association", is_private=True)
    FormerName.objects.create(organisation=host, name="Club", until="2010-05")
    centre = CentreFactory(member=True, languages=["de", "fr"], mandate_region="Flanders")
    centre.hosts.add(host)
    CentreLinkFactory(centre=centre, label="Guides")

    shown = text(client.get(centre.get_absolute_url()))

    for words in (
        "Deutsch, français",
        ">Guides</a>",
        "private, with a mandate of the state",
        "formerly Club, until May 2010",
        "The mandate covers this region",
    ):
        assert words in shown


def test_a_body_that_still_sets_its_centre_up_is_shown_as_such(client):
    body = CentreFactory(associate=True, is_being_set_up=True)

    shown = text(client.get(body.get_absolute_url()))

    assert "There is no centre yet." in shown
    assert "<dt>Established</dt><dd>no centre yet</dd>" in shown


def test_the_history_is_told_in_public_words_without_reasons(client):
    ended = MembershipFactory(effective="2018-11", status=MembershipStatus.ENDED)
    for status, effective, note in (("active", "2018-11", "Entered"), ("ended", "2024", "Secret")):
        MembershipEvent.objects.create(
            basis="vote",
            membership=ended,
            at=NOW,
            effective=effective,
            membership_class="associate",
            status=status,
            note=note,
        )

    shown = text(client.get(ended.centre.get_absolute_url()))

    assert "In the Network as an associate." in shown
    assert "Left the Network." in shown
    assert "from 2024" in shown
    assert "Secret" not in shown


def test_the_profile_costs_the_same_however_much_there_is_to_show(
    client, django_assert_max_num_queries
):
    centre = CentreFactory(member=True)
    for number in range(4):
        CentreLinkFactory(centre=centre, label=f"Link {number}")
        centre.hosts.add(OrganisationFactory())
        MembershipFactory(centre=centre, status=MembershipStatus.ENDED)

    with django_assert_max_num_queries(12):
        client.get(centre.get_absolute_url())


@pytest.mark.parametrize("role, is_told", [("alternate", True), ("observer", True)])
def test_a_centre_without_a_delegate_is_flagged_to_the_centres(client, role, is_told):
    person = RepresentativeFactory(role=role)
    url = person.centre.get_absolute_url()
    assert "valid delegate" not in text(client.get(url))

    client.force_login(person.user)
    own = text(client.get(url))
    client.force_login(RepresentativeFactory().user)

    assert "Your centre has no valid delegate." in own
    assert "This centre has no valid delegate." in text(client.get(url))


# --- Write, compare, submit


def test_a_representative_writes_compares_and_submits(client, delegate):
    centre = delegate.centre
    assert page("edit_profile", centre) in text(client.get(centre.get_absolute_url()))
    sent = filled(centre, ("Guides", "example.org/guides"), about="We advise all cities.")

    compared = client.post(page("edit_profile", centre), sent, follow=True)

    assert "<ins>all </ins>cities." in text(compared)
    assert "<ins>Guides: https://example.org/guides</ins>" in text(compared)
    seen = compared.context["seen"]
    done = client.post(page("check_profile", centre), {"seen": seen}, follow=True)
    assert "The change is with the secretariat" in text(done)
    assert ProfileChange.objects.get().is_submitted
    assert client.get(page("edit_profile", centre)).status_code == 302


def test_bad_input_keeps_all_that_was_typed(client, delegate):
    links = [("Guides", "not an address"), ("", "https://example.org"), ("Twice", "a.org")]
    sent = filled(delegate.centre, *links, ("Twice", "b.org"), about="Half.", mailbox="nobody")

    shown = text(client.post(page("edit_profile", delegate.centre), sent))

    for typed in ("Half.", "nobody", "not an address", "https://example.org", "b.org"):
        assert typed in shown
    assert "Say what the link leads to." in shown
    assert "Give each link a label of its own." in shown
    assert not ProfileChange.objects.exists()


def test_a_conflict_shows_both_texts_and_saves_on_a_second_look(client, delegate):
    centre = delegate.centre
    sent = filled(centre, about="Mine.")
    colleague = RepresentativeFactory(centre=centre, role="alternate")
    theirs = {**profiles.start_of(None, centre), "about": "Theirs."}
    profiles.save(centre, theirs, seen=sent["seen"], by=colleague.user, now=NOW)

    response = client.post(page("edit_profile", centre), sent)

    assert response.status_code == 409
    assert "Mine." in text(response)
    assert "Theirs." in text(response)
    again = {**sent, "seen": response.context["seen"]}
    assert client.post(page("edit_profile", centre), again).status_code == 302
    assert ProfileChange.objects.get().proposed["about"] == "Mine."


def test_what_was_submitted_meanwhile_takes_nothing_away_from_who_still_types(client, delegate):
    centre = delegate.centre
    client.post(page("edit_profile", centre), filled(centre, about="New."))
    sent = filled(centre, about="Newer.")
    profiles.submit(centre, seen=sent["seen"], by=delegate.user, now=NOW)

    response = client.post(page("edit_profile", centre), sent)

    assert response.status_code == 409
    assert "Take it back to go on writing." in text(response)
    assert "Newer." in text(response)


def test_it_is_taken_back_and_withdrawn(client, delegate):
    centre = delegate.centre
    client.post(page("edit_profile", centre), filled(centre, about="New."))
    change = profiles.open_change(centre)
    profiles.submit(
        centre, seen=fingerprint(profiles.start_of(change, centre)), by=delegate.user, now=NOW
    )

    client.post(page("check_profile", centre), {"take_back": "1"})
    assert "Last saved" in text(client.get(page("edit_profile", centre)))
    assert "stays as it is" in text(client.get(page("withdraw_profile", centre)))
    client.post(page("withdraw_profile", centre))

    change.refresh_from_db()
    assert change.status == "withdrawn"
    assert client.get(page("check_profile", centre)).status_code == 302
