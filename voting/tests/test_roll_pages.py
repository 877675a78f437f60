"""The secretariat's pages that change the roll, and what members see of it."""

import pytest
from django.utils import timezone

from common.tests.step_pages import press
from members.tests.factories import RepresentativeFactory, UserFactory
from voting.enums import AmendmentStatus, RollStatus
from voting.models import Amendment
from voting.tests.factories import cast
from voting.tests.pages import Voter, admin_page, page, text

pytestmark = pytest.mark.django_db
NOT_SECRETARIAT = ["delegate", "chair", "observer", "stranger", "public"]


@pytest.fixture
def entry(motion):
    return motion.roll.get(unit="AT")


@pytest.fixture
def successor(network):
    gone = network["delegate"].representations.get()
    gone.valid_until = timezone.localdate()
    gone.save()
    return RepresentativeFactory(centre=gone.centre, valid_from=gone.valid_until).user


def on_roll(name, motion, entry):
    return admin_page(f"motion_{name}", motion.pk, entry.pk)


def propose(client, motion, entry, network, successor, reason="Left the ministry."):
    fields = {"leaving": network["delegate"].pk, "joining": successor.pk, "reason": reason}
    return press(client, on_roll("replace", motion, entry), **fields)


@pytest.fixture
def proposed(desk, motion, entry, network, successor):
    propose(desk, motion, entry, network, successor)
    return Amendment.objects.get()


@pytest.fixture
def colleague(client, proposed):
    """The test client, logged in as another person of the secretariat."""
    client.force_login(UserFactory(secretariat=True))
    return client


def settle(client, amendment, how):
    name = {"confirm": "motion_amendment", "discard": "motion_discard_amendment"}[how]
    path = admin_page(name, amendment.motion_id, amendment.pk)
    return press(client, path, follow=True)


def test_a_replacement_is_proposed_from_the_line_of_the_roll(
    desk, motion, entry, network, successor
):
    path = on_roll("replace", motion, entry)
    assert path in text(desk.get(admin_page("motion_change", motion.pk)))

    offered = desk.get(path).context["page"].form
    done = propose(desk, motion, entry, network, successor)

    assert list(offered.fields["joining"].queryset) == [successor]
    assert done.url == admin_page("motion_change", motion.pk)
    amendment = Amendment.objects.get()
    assert (amendment.leaving, amendment.joining) == (network["delegate"], successor)
    assert "Left the ministry." in text(desk.get(done.url))


def test_what_is_missing_is_asked_for(desk, motion, entry, network, successor):
    shown = text(propose(desk, motion, entry, network, successor, reason=" "))

    assert 'href="#id_reason"' in shown
    assert not Amendment.objects.exists()


def test_a_forged_successor_is_refused(desk, motion, entry, network, successor):
    shown = text(propose(desk, motion, entry, network, network["other"]))

    assert 'href="#id_joining"' in shown
    assert not Amendment.objects.exists()


def test_without_a_successor_the_page_says_what_to_do_first(desk, motion, entry):
    shown = text(desk.get(on_roll("replace", motion, entry)))

    assert "Nobody else acts for this centre" in shown


def test_who_proposed_is_not_offered_to_confirm(desk, motion, proposed):
    path = admin_page("motion_amendment", motion.pk, proposed.pk)

    shown = text(desk.get(path))
    forged = text(desk.post(path, {"confirm": "yes"}))

    assert 'name="confirm"' not in shown
    assert admin_page("motion_discard_amendment", motion.pk, proposed.pk) in shown
    assert "You proposed this. A colleague reads and releases it." in forged
    proposed.refresh_from_db()
    assert proposed.status == AmendmentStatus.PROPOSED


def test_a_colleague_confirms(colleague, as_role, motion, proposed, successor, network):
    path = admin_page("motion_amendment", motion.pk, proposed.pk)
    assert path in text(colleague.get(admin_page("motion_change", motion.pk)))
    assert 'name="confirm"' in text(colleague.get(path))

    shown = text(settle(colleague, proposed, "confirm"))

    assert "The roll is changed" in shown
    assert "replaced" in shown
    seen = text(as_role("other").get(page("motion", motion)))
    assert f"{successor} votes for" in seen
    assert "Left the ministry." in seen


def test_a_proposal_is_discarded_on_a_page_of_its_own(colleague, proposed):
    done = settle(colleague, proposed, "discard")

    proposed.refresh_from_db()
    assert proposed.status == "discarded"
    assert "The roll stays as it is." in text(done)


def test_what_waits_is_settled_before_anything_else_is_proposed(desk, motion, entry, proposed):
    shown = text(desk.get(on_roll("recuse", motion, entry)))

    assert "Something is proposed already" in shown
    assert 'name="confirm"' not in shown


def test_a_recusal_takes_two_people(desk, client, motion, entry):
    press(desk, on_roll("recuse", motion, entry), reason="Hosts the applicant.")
    amendment = Amendment.objects.get()
    entry.refresh_from_db()
    assert entry.status == RollStatus.ELIGIBLE

    client.force_login(UserFactory(secretariat=True))
    settle(client, amendment, "confirm")

    entry.refresh_from_db()
    assert (entry.status, entry.recusal_reason) == (RollStatus.RECUSED, "Hosts the applicant.")


def test_a_centre_that_has_voted_is_not_offered(desk, motion, entry, network):
    cast(motion, Voter(network["alternate"]), at=timezone.now())

    shown = text(desk.get(admin_page("motion_change", motion.pk)))
    forced = press(desk, on_roll("recuse", motion, entry), reason="Late.")

    assert on_roll("recuse", motion, entry) not in shown
    assert "has already voted" in text(forced)


@pytest.mark.parametrize("role", NOT_SECRETARIAT)
def test_the_pages_are_closed_to_everybody_else(as_role, motion, entry, role):
    client = as_role(role)
    paths = [
        on_roll("replace", motion, entry),
        on_roll("recuse", motion, entry),
        admin_page("motion_extend", motion.pk),
        admin_page("motion_mails", motion.pk),
        admin_page("motion_question", motion.pk, 1),
        admin_page("motion_amendment", motion.pk, 1),
    ]

    for path in paths:
        assert client.get(path).status_code in (302, 403), path
        assert client.post(path, {"reason": "Why."}).status_code in (302, 403), path
    assert not Amendment.objects.exists()


def test_the_applicants_own_country_is_suggested_as_a_reason(as_role, motion, network):
    motion.application.country = "AT"
    motion.application.save()

    suggested = text(as_role("delegate").get(page("recuse", motion)))
    other = text(as_role("other").get(page("recuse", motion)))

    assert "The applicant is from our own country, Austria." in suggested
    assert "our own country" not in other
