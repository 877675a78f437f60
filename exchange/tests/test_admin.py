import pytest
from django.urls import reverse

from common.tests.step_pages import confirm, look, press, text
from exchange.enums import ServiceStatus
from exchange.models import BuddyPair, Service, ServiceOffer
from exchange.tests.factories import (
    AnswerFactory,
    BuddyPairFactory,
    PostFactory,
    ServiceFactory,
    ServiceOfferFactory,
    experienced,
    new,
)
from members.tests.factories import (
    NOW,
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from tests.waiting import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(client):
    user = UserFactory(secretariat=True)
    client.force_login(user)
    return user


def address(model, page, *args):
    return reverse(f"admin:exchange_{model}_{page}", args=args)


def act(client, model, thing, name, **form):
    shown = client.get(address(model, "change", thing.pk)).content.decode()
    where = address(model, "act", thing.pk, name)
    assert (where in shown) or not form.pop("is_offered", True)
    response = press(client, where, follow=True, **form)
    thing.refresh_from_db()
    return response.content.decode()


def test_a_proposal_is_accepted_retired_and_brought_back(client, secretariat):
    service = ServiceFactory()

    for name, status in (
        ("accept", ServiceStatus.ACCEPTED),
        ("retire", ServiceStatus.RETIRED),
        ("bring-back", ServiceStatus.ACCEPTED),
    ):
        act(client, "service", service, name)
        assert (service.status, service.decided_by) == (status, secretariat)


def test_a_proposal_is_merged_or_returned_with_a_note(client, secretariat):
    merged, returned = ServiceFactory(), ServiceFactory()
    training = Service.objects.get(name="Training")

    act(client, "service", merged, "merge", into=training.pk, note="The same.")
    act(client, "service", returned, "send-back", note="Too wide.")

    assert (merged.merged_into, merged.note) == (training, "The same.")
    assert (returned.status, returned.note) == (ServiceStatus.RETURNED, "Too wide.")


def test_a_step_that_is_no_longer_possible_says_so(client, secretariat):
    service = ServiceFactory(retired=True)

    page = act(client, "service", service, "retire", is_offered=False)

    assert "not possible now: the service is “Retired”" in page
    assert client.get(address("service", "act", service.pk, "lose")).status_code == 404


def test_a_service_that_the_secretariat_adds_is_in_the_catalogue(client, secretariat):
    form = {"name": "Mediation", "description": "", "position": 8}
    client.post(address("service", "add"), form)

    page = client.post(address("service", "add"), form).content.decode()

    service = Service.objects.get(name="Mediation")
    assert (service.is_accepted, service.decided_by) == (True, secretariat)
    assert service.decided_at
    assert "already a service of this name" in page


def test_an_offer_is_declared_changed_and_withdrawn_for_a_centre(client, secretariat):
    centre = CentreFactory(member=True)
    form = {"centre": centre.pk, "service": Service.objects.first().pk, "since": "2019"}
    client.post(address("serviceoffer", "add"), form)
    offer = ServiceOffer.objects.get()

    client.post(address("serviceoffer", "change", offer.pk), {"note": "Online.", "since": "2020"})
    act(client, "serviceoffer", offer, "withdraw")

    assert (offer.centre, offer.note, offer.since) == (centre, "Online.", "2020")
    assert (offer.declared_by, offer.withdrawn_by) == (secretariat, secretariat)
    page = client.post(address("serviceoffer", "change", offer.pk), {"note": "Other"})
    assert page.status_code == 403


def test_only_centres_in_the_network_offer_and_each_service_once(client, secretariat):
    offer = ServiceOfferFactory()
    gone = MembershipFactory(status="ended").centre

    for centre, why in ((gone, "Select a valid choice"), (offer.centre, "already offers")):
        form = {"centre": centre.pk, "service": offer.service_id}
        assert why in client.post(address("serviceoffer", "add"), form).content.decode()
    assert ServiceOffer.objects.count() == 1


def proposal_for(centre):
    return address("buddypair", "propose", centre.pk)


def test_a_pair_is_proposed_only_after_its_letter_was_shown(client, secretariat):
    supporter, supported = experienced(), new()
    asked = RepresentativeFactory(centre=supporter).user
    chosen = client.get(address("buddypair", "add"), {"centre": supported.pk})
    assert chosen.url == proposal_for(supported)

    page = look(client, chosen.url, supporter=supporter.pk, year=2026)

    assert "The email that goes out" in text(page)
    assert str(asked) in text(page)
    assert not BuddyPair.objects.exists()
    assert not Mail.objects.exists()
    done = confirm(client, chosen.url, page, follow=True)
    pair = BuddyPair.objects.get()
    assert (pair.supporter, pair.supported, pair.year) == (supporter, supported, 2026)
    assert f"It waits for the answer of {supporter}" in text(done)
    assert Mail.objects.get().user == asked


def test_the_secretariat_proposes_agrees_notes_and_ends_a_pair(client, secretariat):
    press(client, proposal_for(new()), supporter=experienced().pk, year=2026)
    pair = BuddyPair.objects.get()

    act(client, "buddypair", pair, "agree")
    act(client, "buddypair", pair, "note", text="Both have written.")
    page = act(client, "buddypair", pair, "end")

    assert (pair.status, pair.proposed_by, pair.proposed_for) == ("ended", secretariat, None)
    assert pair.notes.get().centre is None
    assert "Both have written." in page


def test_a_pair_that_cannot_be_is_refused_in_plain_words(client, secretariat):
    pair = BuddyPairFactory()
    form = {"supporter": experienced().pk, "year": pair.year}

    page = press(client, proposal_for(pair.supported), **form)

    assert "already has a buddy" in text(page)
    assert BuddyPair.objects.count() == 1


def test_a_post_is_read_with_its_answers_and_closed(client, secretariat):
    post = AnswerFactory(text="We have.").post

    assert "We have." in client.get(address("post", "change", post.pk)).content.decode()
    act(client, "post", post, "close")

    assert post.closed_at


def test_the_desk_counts_what_waits(client, secretariat):
    ServiceFactory()
    BuddyPairFactory()
    BuddyPairFactory(agreed=True)

    rows = found(secretariat, NOW)

    for label in ("Services proposed by centres", "Buddies proposed, not yet agreed"):
        assert rows[label].count == 1
        assert client.get(rows[label].page).status_code == 200


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize(
    ("model", "factory"),
    [
        ("service", ServiceFactory),
        ("serviceoffer", ServiceOfferFactory),
        ("buddypair", BuddyPairFactory),
        ("post", PostFactory),
    ],
)
def test_the_lists_cost_the_same_however_long_they_are(
    client, secretariat, django_assert_max_num_queries, model, factory, count
):
    factory.create_batch(count)

    with django_assert_max_num_queries(9):
        client.get(address(model, "changelist"))
