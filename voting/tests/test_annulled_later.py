"""A certified result that is annulled: by two people, with what ends and when; nothing deleted."""

from datetime import timedelta

import pytest

from common.dates import network_day
from members.enums import ApplicationStatus
from members.models import Application, CoChairTerm, Membership, Representative
from members.tests.factories import ApplicationFactory, UserFactory
from outbox.models import Mail
from proposals import services as proposals
from voting import services, two_people, verify
from voting.enums import MotionKind, MotionStatus
from voting.models import Confirmation, Motion, NetworkPosition, RuleSet
from voting.records import publishing
from voting.tests.factories import (
    cast,
    close,
    closed_motion,
    draft_motion,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_drafted,
    propose,
)
from voting.tests.pages import admin_page, page, text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CARRIED, LOST = ["yes"] * 3, ["no"] * 3


@pytest.fixture
def people():
    """Delegates of AT, DE and NL, of whom AT and DE are co-chairs."""
    chair, second, third = make_delegates(3)
    make_co_chair(chair)
    make_co_chair(second)
    return [chair, second, third]


def certify(motion, person, reasons="Not yet."):
    now, day = motion.closed_at, network_day(motion.closed_at)
    return services.certify(motion, reasons=reasons, by=person.user, now=now, on=day)


def annul(motion, people, *, after=DAY):
    pair = {"by": people[0].user, "released_by": people[1].user}
    return services.annul(
        motion, reasons="A ballot was forged.", **pair, now=motion.certified_at + after
    )


@pytest.fixture
def first_format(monkeypatch):
    """Votes of this test are opened as those before the second format were."""
    field = Motion._meta.get_field("record_format")
    monkeypatch.setattr(field, "_get_default", lambda: 1, raising=False)


@pytest.mark.parametrize("comes", ["contested", "confirmed", "annulled"])
def test_a_record_in_the_first_format_ends_with_the_certification_and_still_holds(
    people, first_format, comes
):
    motion = admitted(people)
    at = {"by": people[2].user, "clock": lambda: motion.certified_at + DAY}

    if comes == "contested":
        services.contest(motion, reason="We said no.", **at)
    elif comes == "confirmed":
        services.confirm(motion, **at)
    else:
        annul(motion, people)

    motion.refresh_from_db()
    assert motion.events.last().what == comes
    record = publishing.document(motion)
    assert (record["format"], record["entries"][-1]["what"]) == ("p2i-record/1", "certified")
    assert "outcome: carried, quorate, certified" in verify.verify(record)


def test_a_result_is_annulled_before_its_certification_in_both_formats(people, first_format):
    motion = closed_motion(people, CARRIED)
    pair = {"by": people[0].user, "released_by": people[1].user}

    services.annul(motion, reasons="Wrong text.", **pair, now=motion.closed_at)

    record = publishing.document(Motion.objects.get())
    assert "outcome: carried, quorate, annulled" in verify.verify(record)


def test_two_delegates_certify_nothing_that_a_first_record_could_not_tell(people, first_format):
    CoChairTerm.objects.all().delete()
    motion = closed_motion(people, CARRIED)
    pair = {"by": people[0].user, "released_by": people[1].user}

    with pytest.raises(services.Refused, match="Have it annulled"):
        services.certify_together(motion, **pair, now=motion.closed_at)

    assert not Mail.objects.filter(kind="voting.certification_by_two").exists()


def admitted(people, choices=CARRIED):
    application = ApplicationFactory(eligible=True, centre_name="KEINO")
    return certify(closed_motion(people, choices, application=application), people[0])


def of_kind(kind, people, **subject):
    motion = open_drafted(draft_motion(kind, **subject))
    for person in people:
        cast(motion, person)
    return certify(close(motion), people[0])


def test_the_membership_that_it_began_ends_that_day_and_stays_on_record(people):
    motion = admitted(people)
    delegate = Representative.objects.get(centre__name="KEINO", role="delegate")

    annulled = annul(motion, people)

    assert annulled.status == MotionStatus.ANNULLED
    assert annulled.certified_at is not None
    membership = Membership.objects.get(centre__name="KEINO")
    ended_on = network_day(motion.certified_at + DAY)
    assert (membership.status, membership.ended) == ("ended", ended_on.isoformat())
    delegate.refresh_from_db()
    assert delegate.valid_until is not None
    assert Application.objects.get().status == ApplicationStatus.ELIGIBLE
    lines = verify.verify(publishing.document(annulled))
    assert "outcome: carried, quorate, annulled" in lines


def test_the_same_centre_is_admitted_again_by_a_later_vote(people):
    motion = admitted(people)
    annul(motion, people)

    application = Application.objects.get()
    again = closed_motion(
        people, CARRIED, application=application, rule_set=motion.rule_set, now=motion.closed_at
    )
    certify(again, people[0])

    assert Membership.objects.in_the_network().filter(centre__name="KEINO").count() == 1


def test_a_refusal_is_taken_back_and_the_case_can_be_voted_on_again(people):
    motion = admitted(people, LOST)

    annul(motion, people)

    application = Application.objects.get()
    assert (application.status, application.reapply_from) == (ApplicationStatus.ELIGIBLE, None)


def test_rules_that_it_adopted_are_in_force_no_longer(people):
    before = make_rule_set()
    motion = of_kind(MotionKind.RULE_SET, people)
    assert RuleSet.objects.in_force("admission") == motion.proposed_rule_set

    annul(motion, people)

    assert RuleSet.objects.in_force("admission") == before
    assert motion.proposed_rule_set in RuleSet.objects.adopted()


def test_a_term_that_has_not_begun_never_does_and_the_one_before_it_goes_on(people):
    leading = CoChairTerm.objects.get(centre=people[1].centre)
    candidate = people[2].centre
    motion = of_kind(MotionKind.CO_CHAIR, people, candidate=candidate, hands_over=[leading])

    annul(motion, people)

    day = network_day(motion.certified_at + DAY)
    assert not CoChairTerm.objects.on(motion.term_begins).filter(centre=candidate).exists()
    assert CoChairTerm.objects.on(day).filter(pk=leading.pk, handed_over="").exists()


def test_a_position_stays_readable_and_is_marked(people, client):
    motion = of_kind(MotionKind.POSITION, people)
    position = NetworkPosition.objects.get()

    annul(motion, people)

    assert not NetworkPosition.objects.standing().exists()
    assert "Annulled since" in text(client.get(position.get_absolute_url()))


def test_everybody_still_reads_what_was_public_and_that_it_was_set_aside(people, client):
    motion = annul(admitted(people), people)

    shown = text(client.get(page("result", motion)))

    assert "set aside afterwards" in shown
    assert "A ballot was forged." in shown
    assert "Annulled" in text(client.get("/governance/"))


# --- Who, and after what ----------------------------------------------------------------


def test_nobody_annuls_it_alone(people):
    motion = admitted(people)

    for second in (None, people[0].user):
        with pytest.raises(services.Refused, match="Nobody decides alone"):
            services.annul(
                motion,
                reasons="Why.",
                by=people[0].user,
                released_by=second,
                now=motion.certified_at,
            )


def test_the_proposal_names_what_ends(people):
    motion = Motion.objects.get(pk=admitted(people).pk)

    row = propose(motion, "voting.annul", by=UserFactory(secretariat=True))

    facts = dict(row.facts)
    assert facts["Membership that ends today"] == "KEINO"
    assert {"Certified", "People who act for it no longer", "Emails that have left since"} <= (
        facts.keys()
    )


def test_the_desk_and_a_co_chair_are_led_to_it(people, client):
    motion = admitted(people)
    client.force_login(UserFactory(secretariat=True))
    address = admin_page("motion_end", motion.pk, "annul")
    assert "what it brought about ends" in text(client.get(address))

    client.force_login(people[1].user)
    shown = text(client.get(page("call_off", motion)))

    assert "What ends" in shown
    assert "KEINO" in shown


def test_an_objection_after_the_certification_stops_nothing_and_is_told(people, client):
    motion = admitted(people)
    client.force_login(people[2].user)
    assert page("confirm", motion) in text(client.get(page("result", motion)))
    assert "stops nothing by itself" in text(client.get(page("confirm", motion)))

    client.post(page("confirm", motion), {"contest": "1", "reason": "We voted no."})

    motion.refresh_from_db()
    assert motion.is_certified
    assert Confirmation.objects.get().reason == "We voted no."
    assert verify.verify(publishing.document(motion))


def test_where_no_co_chair_can_two_delegates_annul(people):
    motion = admitted(people)
    CoChairTerm.objects.update(handed_over="2020", ended_basis="vote")
    kind = two_people.ANNUL

    assert kind.why_not_propose(people[0].user, motion) == ""
    assert "Two delegates" in kind.why_not_propose(UserFactory(secretariat=True), motion)
    row = propose(motion, kind.name, by=people[0].user)
    proposals.release(row, by=people[1].user, now=motion.certified_at)


def test_what_is_annulled_is_annulled_once(people):
    motion = annul(admitted(people), people)

    with pytest.raises(services.Refused, match="no longer possible"):
        annul(Motion.objects.get(pk=motion.pk), people)
