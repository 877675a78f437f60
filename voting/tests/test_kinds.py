"""Motions that are no admissions: drafted, opened, voted on, certified, and what they bring."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from members.models import CoChairTerm
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox.kinds import compose
from outbox.models import Mail
from voting import services, verify
from voting.enums import MotionKind, MotionStatus
from voting.models import Motion, NetworkPosition, RuleSet
from voting.motions.calendars import of_motion
from voting.records import publishing
from voting.services import rule_sets
from voting.tests.factories import (
    cast,
    close,
    draft_motion,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_drafted,
    record_adoption,
)

pytestmark = pytest.mark.django_db
OTHERS = [MotionKind.RULE_SET, MotionKind.CO_CHAIR, MotionKind.POSITION]
DAY = timedelta(days=1)


@pytest.fixture
def people(db):
    """Delegates of AT, DE and NL; NL is co-chair. AT stands for election."""
    delegates = make_delegates(3)
    make_co_chair(delegates[2])
    return delegates


def vote(motion, people, choices=("yes", "yes", "no")):
    for person, choice in zip(people, choices, strict=True):
        cast(motion, person, choice)
    return close(motion)


def certify(motion, people):
    on = motion.closes_at.date()
    return services.certify(motion, by=people[2].user, now=motion.closes_at, on=on)


def life(kind, people, choices=("yes", "yes", "no"), **changes):
    return certify(vote(open_drafted(draft_motion(kind, **changes)), people, choices), people)


def verified(motion, tmp_path, *, full=True):
    """What the verifier says as a process of its own."""
    path = tmp_path / "record.json"
    path.write_text(json.dumps(publishing.document(motion, full=full)))
    command = [sys.executable, "-I", str(Path(verify.__file__)), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def letters(motion, kind):
    mails = Mail.objects.about(motion).filter(kind=kind)
    return [compose(mail, now=motion.opened_at) for mail in mails]


# --- One whole life of each kind --------------------------------------------------------


@pytest.mark.sample(1)
@pytest.mark.parametrize("kind", OTHERS)
def test_a_carried_motion_has_a_record_that_anybody_verifies(people, kind, tmp_path):
    motion = life(kind, people)

    assert (motion.status, motion.carried) == (MotionStatus.CERTIFIED, True)
    for full in (True, False):
        told = verified(motion, tmp_path, full=full)
        assert f'motion: {kind}, "Should the Network?"' in told
        assert "outcome: carried, quorate, certified" in told
    assert motion.frozen["kind"] == kind
    assert publishing.document(motion)["entries"][0]["body"]["frozen"] == motion.frozen


@pytest.mark.parametrize("kind", OTHERS)
def test_the_mails_and_the_calendar_read_right_without_an_application(people, kind):
    motion = open_drafted(draft_motion(kind))

    opened = letters(motion, "voting.opened")
    assert len(opened) == 3
    assert all("what is proposed, in full" in letter.text for letter in opened)
    assert not any("applica" in letter.text for letter in opened)
    assert b"Vote closes: A motion" in of_motion(motion)

    certify(vote(motion, people), people)
    motion.refresh_from_db()
    said = {
        MotionKind.RULE_SET: "The rules are in force.",
        MotionKind.CO_CHAIR: "The term of",
        MotionKind.POSITION: "The position is published.",
    }[kind]
    certified = letters(motion, "voting.certified")
    assert len(certified) == 3
    assert all(said in letter.text for letter in certified)


@pytest.mark.sample(1)
@pytest.mark.parametrize("kind", OTHERS)
def test_a_motion_that_is_lost_stores_the_outcome_only(people, kind, tmp_path):
    motion = life(kind, people, ("no", "no", "yes"))

    assert (motion.status, motion.carried) == (MotionStatus.CERTIFIED, False)
    assert RuleSet.objects.adopted().count() == 1
    assert CoChairTerm.objects.count() == 1
    assert not NetworkPosition.objects.exists()
    assert "outcome: not carried" in verified(motion, tmp_path)


# --- What each brings about -------------------------------------------------------------


def test_adopted_rules_come_into_force_exactly_as_they_were_voted_on(people):
    motion = life(MotionKind.RULE_SET, people)

    in_force = RuleSet.objects.adopted().first()
    assert in_force == motion.proposed_rule_set
    assert in_force.document == motion.frozen["subject"]["document"]
    assert (in_force.adopted_at, in_force.adopted_by) == (motion.closes_at, people[2].user)
    assert motion.rule_set != in_force  # it was decided by the rules before


def test_an_election_hands_the_terms_over_and_keeps_them(people):
    before = CoChairTerm.objects.get()
    begins = (NOW + 60 * DAY).date()

    motion = life(MotionKind.CO_CHAIR, people, hands_over=[before])

    before.refresh_from_db()
    began = CoChairTerm.objects.exclude(pk=before.pk).get()
    assert before.handed_over == begins.isoformat()
    assert (began.centre, began.term) == (people[0].centre, "2027-2028")
    assert (began.began, began.handed_over) == (begins.isoformat(), "")
    assert list(CoChairTerm.objects.on(begins - DAY)) == [before]
    assert list(CoChairTerm.objects.on(begins)) == [began]
    assert [row["term"] for row in motion.frozen["subject"]["hands_over"]] == [before.term]


def test_a_confirmed_co_chair_begins_another_term(people):
    other = CoChairTermFactory(centre=people[1].centre, began="2020")
    begins = (NOW + 60 * DAY).date()

    life(MotionKind.CO_CHAIR, people, candidate=people[1].centre, hands_over=[other])

    terms = CoChairTerm.objects.filter(centre=people[1].centre).order_by("began")
    assert [(term.began, term.handed_over) for term in terms] == [
        ("2020", begins.isoformat()),
        (begins.isoformat(), ""),
    ]


def test_a_position_is_published_as_it_was_voted_on(people):
    motion = life(MotionKind.POSITION, people)

    position = NetworkPosition.objects.get()
    assert (position.title, position.text) == ("A motion", "Innovation procurement needs time.")
    assert (position.motion, position.adopted_on) == (motion, motion.closes_at.date())


@pytest.mark.parametrize("kind", OTHERS)
def test_it_takes_effect_once(people, kind):
    motion = life(kind, people)

    with pytest.raises(services.Refused):
        certify(motion, people)

    assert RuleSet.objects.adopted().count() + CoChairTerm.objects.count() <= 3
    assert NetworkPosition.objects.count() == (kind == MotionKind.POSITION)


def test_an_effect_that_cannot_be_leaves_the_result_uncertified(people):
    motion = vote(open_drafted(draft_motion(MotionKind.CO_CHAIR)), people)
    CoChairTermFactory(centre=people[0].centre)  # entered by hand meanwhile

    with pytest.raises(services.Refused, match="leads already"):
        certify(motion, people)

    motion.refresh_from_db()
    assert motion.status == MotionStatus.CLOSED


# --- Who certifies ----------------------------------------------------------------------


def test_a_candidates_own_country_does_not_certify_the_election(people):
    make_co_chair(people[0])
    other = CoChairTerm.objects.get(centre=people[0].centre)
    drafted = draft_motion(MotionKind.CO_CHAIR, hands_over=[other])
    motion = vote(open_drafted(drafted), people)
    asked = Mail.objects.about(motion).filter(kind="voting.certification_asked")

    assert [mail.user for mail in asked] == [people[2].user]
    on = motion.closes_at.date()
    with pytest.raises(services.Refused, match="never one from a candidate's own country"):
        services.certify(motion, by=people[0].user, now=motion.closes_at, on=on)
    assert certify(motion, people).is_certified


def test_an_election_that_nobody_could_certify_is_not_opened(people):
    leading = CoChairTerm.objects.get()
    drafted = draft_motion(MotionKind.CO_CHAIR, candidate=people[2].centre, hands_over=[leading])

    with pytest.raises(services.Refused, match="Nobody could certify"):
        open_drafted(drafted)


# --- What cannot be opened, and drafts --------------------------------------------------


def test_rules_that_are_proposed_stay_as_they_are(people):
    motion = draft_motion(MotionKind.RULE_SET)
    proposed = motion.proposed_rule_set

    for act in (
        lambda: rule_sets.redraft(proposed, proposed.document, seen=proposed.sha256),
        lambda: rule_sets.discard(proposed, seen=proposed.sha256),
        lambda: record_adoption(proposed),
        lambda: draft_motion(MotionKind.RULE_SET, proposed_rule_set=proposed),
    ):
        with pytest.raises(services.Refused):
            act()


def test_rules_that_are_in_force_cannot_be_proposed(people):
    in_force = make_rule_set()

    with pytest.raises(services.Refused, match="in force already"):
        draft_motion(MotionKind.RULE_SET, proposed_rule_set=in_force)


def test_a_term_begins_after_the_vote_with_an_active_member(people):
    soon = draft_motion(MotionKind.CO_CHAIR, term_begins=(NOW + DAY).date())
    with pytest.raises(services.Refused, match="before the vote closes"):
        open_drafted(soon)

    outside = CentreFactory(associate=True, country="FI")
    with pytest.raises(services.Refused, match="no active member"):
        open_drafted(draft_motion(MotionKind.CO_CHAIR, candidate=outside))

    twice = draft_motion(MotionKind.CO_CHAIR, candidate=people[2].centre)
    with pytest.raises(services.Refused, match="leads already"):
        open_drafted(twice)


def test_a_draft_is_changed_and_thrown_away_until_it_is_opened(people):
    motion = draft_motion(MotionKind.POSITION)

    services.redraft(motion, title="Another", question="Should it?", text="Other words.")
    motion.refresh_from_db()
    assert (motion.title, motion.text) == ("Another", "Other words.")

    open_drafted(motion)
    for act in (services.discard_draft, services.redraft, open_drafted):
        with pytest.raises(services.Refused, match="opened already"):
            act(motion)

    draft = draft_motion(MotionKind.CO_CHAIR, hands_over=[CoChairTerm.objects.get()])
    services.discard_draft(draft)
    assert not Motion.objects.filter(pk=draft.pk).exists()
    with pytest.raises(services.Refused, match="thrown away"):
        services.discard_draft(draft)


def test_nothing_is_drafted_without_rules_and_no_admission_at_all(db):
    with pytest.raises(services.Refused, match="No rule set"):
        services.draft(MotionKind.POSITION, now=NOW, title="T", question="Q", text="X")
    with pytest.raises(services.Refused, match="from its case"):
        services.draft(MotionKind.ADMISSION, now=NOW, application=ApplicationFactory())


def test_what_was_confirmed_must_be_what_is_opened(people):
    motion = draft_motion(MotionKind.POSITION)
    closes_at = services.planned_close(motion.rule_set, NOW)
    RepresentativeFactory(centre=CentreFactory(member=True, country="ES"))

    with pytest.raises(services.RollChanged):
        services.open_drafted(
            motion,
            rule_set=motion.rule_set,
            closes_at=closes_at,
            by=UserFactory(secretariat=True),
            now=NOW,
            confirmed="of another roll",
        )

    motion.refresh_from_db()
    assert motion.is_draft


def test_calling_it_off_touches_nothing_else(people):
    motion = open_drafted(draft_motion(MotionKind.RULE_SET))

    services.withdraw(motion, reasons="Too early.", **two_people(), now=NOW)

    proposed = motion.proposed_rule_set
    changed = {**proposed.document, "voting_days": 28}
    rule_sets.redraft(proposed, changed, seen=proposed.sha256)  # free again
    proposed.refresh_from_db()
    with pytest.raises(services.Refused, match="so they stay"):
        rule_sets.discard(proposed, seen=proposed.sha256)
