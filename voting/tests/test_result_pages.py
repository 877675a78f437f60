"""The result, provisional and public, and its certification."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from members.enums import ApplicationStatus
from members.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    RepresentativeFactory,
    two_people,
)
from voting import services
from voting.enums import MotionStatus
from voting.models import Motion
from voting.tests.factories import cast, close, make_co_chair, make_rule_set, open_motion
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
MEMBERS = ["delegate", "alternate", "other", "chair", "own observer", "observer", "secretariat"]
REASON = "A reason for the members."


def vote(network, choices, **rules):
    motion = open_motion(rule_set=make_rule_set(**rules), now=timezone.now())
    for role, choice in choices.items():
        cast(motion, Voter(network[role]), choice, reason=REASON)
    return close(motion)


@pytest.fixture
def carried(network):
    return vote(network, {"delegate": "yes", "other": "yes", "chair": "abstain"})


@pytest.fixture
def lost(network):
    return vote(network, {"delegate": "yes", "other": "no"})


def certify(motion, network, reasons="The mandate is regional."):
    now = motion.closes_at
    by = network["chair"]
    return services.certify(motion, reasons=reasons, by=by, now=now, on=now.date())


@pytest.mark.parametrize("role", MEMBERS)
def test_before_certification_the_members_read_a_provisional_result(as_role, carried, role):
    response = as_role(role).get(page("result", carried))

    shown = text(response)
    assert response.status_code == 200
    assert "Provisional" in shown
    assert carried.result["explanation"] in shown
    assert shown.count(REASON) == 3


def test_before_certification_the_public_cannot_tell_it_from_nothing(as_role, carried):
    client = as_role("public")

    known, unknown = (client.get(f"/votes/{pk}/result/") for pk in (carried.pk, 0))

    assert (known.status_code, unknown.status_code) == (302, 302)
    assert known.url == f"/accounts/login/?next=/votes/{carried.pk}/result/"


@pytest.mark.parametrize("role", ["stranger", "outsider"])
def test_before_certification_other_logins_read_nothing(as_role, carried, role):
    assert as_role(role).get(page("result", carried)).status_code == 403


@pytest.mark.parametrize("role", ["public", "stranger", "outsider"])
def test_a_certified_result_is_public_in_numbers(as_role, carried, network, role):
    certify(carried, network)

    response = as_role(role).get(page("result", carried))

    shown = text(response)
    assert response.status_code == 200
    assert carried.result["explanation"] in shown
    assert "2 of 2 yes" in shown
    assert "Roll call" not in shown
    assert REASON not in shown


@pytest.mark.parametrize("role", MEMBERS)
def test_the_members_keep_the_roll_call(as_role, carried, network, role):
    certify(carried, network)

    shown = text(as_role(role).get(page("result", carried)))

    assert "Roll call" in shown
    assert REASON in shown


def test_rules_that_make_ballots_public_show_choices_without_reasons(as_role, network):
    motion = vote(network, {"delegate": "yes", "other": "no"}, ballots_after_close="public")
    assert as_role("public").get(page("result", motion)).status_code == 302
    certify(motion, network)

    shown = text(as_role("public").get(page("result", motion)))

    assert "Roll call" in shown
    assert "Did not vote" in shown
    assert REASON not in shown


def test_the_words_to_a_refused_applicant_are_for_the_members(as_role, lost, network):
    certify(lost, network)

    assert "The mandate is regional." in text(as_role("other").get(page("result", lost)))
    assert "The mandate is regional." not in text(as_role("public").get(page("result", lost)))


@pytest.mark.parametrize("role", MEMBERS)
def test_while_the_vote_is_open_there_is_no_result(as_role, motion, network, role):
    cast(motion, Voter(network["delegate"]), "yes")

    response = as_role(role).get(page("result", motion))

    assert response.status_code == 403
    assert "There is no result yet" in text(response)


def test_a_withdrawn_motion_never_has_a_result(as_role, motion, network):
    cast(motion, Voter(network["delegate"]), "yes", reason=REASON)
    services.withdraw(motion, reasons="Wrong text.", **two_people(), now=timezone.now())

    response = as_role("other").get(page("result", motion))

    assert response.status_code == 403
    assert REASON not in text(response)


def test_an_annulled_result_stays_with_the_members(as_role, carried, network):
    services.annul(carried, reasons="Wrong roll.", **two_people(), now=timezone.now())

    assert "Wrong roll." in text(as_role("other").get(page("result", carried)))
    assert as_role("public").get(page("result", carried)).status_code == 302


# --- Certification ----------------------------------------------------------------------


def test_a_co_chair_sees_what_certifying_does_and_does_it(as_role, carried, network):
    client = as_role("chair")

    shown = text(client.get(page("certify", carried)))
    answer = client.post(page("certify", carried))

    name = carried.application.title
    assert f"{name} becomes a member of the Network from today" in shown
    assert "Eastern Europe would have its first" in shown
    assert "What certifying does" in shown
    assert answer.url == page("result", carried)
    carried.refresh_from_db()
    assert (carried.status, carried.certified_by) == (MotionStatus.CERTIFIED, network["chair"])


def test_a_refusal_asks_for_the_reasons_that_the_applicant_reads(as_role, lost, network):
    client = as_role("chair")

    without = client.post(page("certify", lost), {"reasons": " "})
    assert 'href="#id_reasons"' in text(without)
    assert Motion.objects.get().status == MotionStatus.CLOSED

    client.post(page("certify", lost), {"reasons": "The mandate is regional."})
    lost.application.refresh_from_db()
    assert "The mandate is regional." in lost.application.decision_reasons


def test_before_a_refusal_the_co_chair_reads_from_when_the_applicant_may_apply_again(
    as_role, network
):
    lost = vote(network, {"delegate": "yes", "other": "no"}, reapplication_after_days=90)
    client, told = as_role("chair"), date_format(timezone.localdate() + timedelta(days=90), "j F Y")

    assert f"may apply again from {told} on." in text(client.get(page("certify", lost)))


def test_certifying_an_admission_speaks_of_no_new_application(as_role, carried):
    assert "apply again from" not in text(as_role("chair").get(page("certify", carried)))


@pytest.mark.parametrize("role", [role for role in MEMBERS if role != "chair"])
def test_nobody_else_certifies(as_role, carried, role):
    client = as_role(role)

    assert client.get(page("certify", carried)).status_code == 403
    assert client.post(page("certify", carried)).status_code == 403
    assert Motion.objects.get().status == MotionStatus.CLOSED


def test_a_co_chair_of_the_applicants_country_does_not_certify(client, network):
    barred = make_co_chair(RepresentativeFactory(centre=CentreFactory(member=True, country="PL")))
    motion = close(open_motion(application=ApplicationFactory(eligible=True)))
    client.force_login(barred.user)

    assert client.get(page("certify", motion)).status_code == 403
    assert page("certify", motion) not in text(client.get(page("motion", motion)))


def test_an_open_vote_cannot_be_certified(as_role, motion):
    client = as_role("chair")

    assert client.post(page("certify", motion)).url == page("motion", motion)
    assert Motion.objects.get().status == MotionStatus.OPEN


def test_a_second_click_certifies_nothing_again(as_role, carried):
    client = as_role("chair")

    client.post(page("certify", carried))
    again = client.post(page("certify", carried), follow=True)

    assert "There is nothing to certify" in text(again)
    assert carried.events.filter(what="certified").count() == 1


def test_a_certification_that_can_no_longer_take_effect_changes_nothing(as_role, carried):
    type(carried.application).objects.update(status=ApplicationStatus.ELIGIBLE)

    answer = as_role("chair").post(page("certify", carried), follow=True)

    assert "no longer possible: the application is now “Eligible”" in text(answer)
    assert Motion.objects.get().status == MotionStatus.CLOSED
