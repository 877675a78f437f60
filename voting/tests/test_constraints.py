"""Each named constraint of the vote, broken once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from members.enums import RepresentativeRole
from members.tests.factories import NOW, UserFactory
from voting.enums import MotionStatus, RollStatus, RuleBasis
from voting.models import (
    Amendment,
    Ballot,
    CalendarFeed,
    Motion,
    MotionEvent,
    NetworkPosition,
    RecordEntry,
    RollEntry,
    RollVoter,
    RuleSet,
)
from voting.tests.factories import (
    cast,
    close,
    draft_motion,
    make_delegates,
    make_rule_set,
    open_motion,
)

pytestmark = pytest.mark.django_db


def breaks(name, act):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        act()
    message = str(broken.value)  # SQLite names the columns of a unique index, not its name
    assert name in message or "UNIQUE constraint failed" in message


@pytest.fixture
def motion():
    make_delegates(2)
    return open_motion()


@pytest.fixture
def delegates():
    return make_delegates(2)


@pytest.fixture
def entry(motion):
    return motion.roll.get(unit="AT")


@pytest.fixture
def ballot(motion, entry):
    return cast(motion, entry.voters.get())


@pytest.fixture
def amendment(motion, entry):
    gone = entry.voters.get().user
    return motion.amendments.create(
        entry=entry,
        kind="replacement",
        leaving=gone,
        joining=UserFactory(),
        role="delegate",
        reason="Left.",
        proposed_by=UserFactory(),
        proposed_at=NOW,
    )


@pytest.mark.parametrize(
    "name, changes",
    [
        ("amendment_has_a_reason", {"reason": ""}),
        ("replacement_names_who_leaves_and_who_comes", {"joining": None}),
        ("replacement_names_who_leaves_and_who_comes", {"leaving": F("joining")}),
        ("replacement_names_who_leaves_and_who_comes", {"role": "observer"}),
        ("replacement_names_who_leaves_and_who_comes", {"kind": "recusal"}),
        (
            "amendment_is_confirmed_by_another_person",
            {"status": "confirmed", "settled_by": F("proposed_by"), "settled_at": NOW},
        ),
        ("settled_amendment_says_by_whom_and_when", {"status": "confirmed"}),
        ("settled_amendment_says_by_whom_and_when", {"settled_at": NOW}),
    ],
)
def test_amendment(amendment, name, changes):
    breaks(name, lambda: Amendment.objects.filter(pk=amendment.pk).update(**changes))


def test_one_proposed_amendment_per_entry(amendment):
    another = {"kind": "recusal", "reason": "Own.", "proposed_by": UserFactory()}

    breaks(
        "one_proposed_amendment_per_entry",
        lambda: amendment.motion.amendments.create(
            entry=amendment.entry, proposed_at=NOW, **another
        ),
    )


def test_who_was_replaced_may_come_back(amendment, entry):
    row = entry.voters.get()
    RollVoter.objects.update(left_by=amendment)

    again = RollVoter.objects.create(entry=entry, user=row.user, role=row.role)

    assert list(entry.voters.on_the_roll()) == [again]


def test_two_ballots_have_two_receipts(ballot, motion):
    other = cast(motion, motion.roll.get(unit="DE").voters.get())

    breaks(
        "one_ballot_per_receipt",
        lambda: Ballot.objects.filter(pk=other.pk).update(receipt=ballot.receipt),
    )


def test_a_person_has_one_calendar_address(db):
    feed = CalendarFeed.objects.create(user=UserFactory(), made_at=NOW)

    breaks(
        "voting_calendarfeed_user_id_key",
        lambda: CalendarFeed.objects.create(user=feed.user, made_at=NOW),
    )


def test_a_rule_set_has_each_version_once():
    known = make_rule_set()

    breaks(
        "one_rule_set_per_version",
        lambda: RuleSet.objects.create(
            name=known.name,
            version=known.version,
            document={},
            sha256="0",
            adopted_at=NOW,
            basis=RuleBasis.DEMO,
        ),
    )


@pytest.mark.parametrize(
    "name, changes",
    [
        ("motion_status_known", {"status": "paused"}),
        ("motion_closes_after_it_opens", {"closes_at": NOW}),
        ("open_motion_is_frozen", {"frozen_sha256": ""}),
        ("open_motion_is_frozen", {"opened_at": None}),
        ("motion_has_a_result_only_once_closed", {"result": {}, "carried": True}),
        ("motion_has_a_result_only_once_closed", {"carried": True}),
        ("motion_has_a_result_only_once_closed", {"status": MotionStatus.CLOSED}),
        (
            "certified_motion_names_who_and_when",
            {"status": MotionStatus.CERTIFIED, "result": {}, "carried": True},
        ),
    ],
)
def test_a_motion_cannot_be(motion, name, changes):
    breaks(name, lambda: Motion.objects.filter(pk=motion.pk).update(**changes))


A_TERM = {"term": "2027-2028", "term_begins": date(2027, 1, 1)}


@pytest.mark.parametrize(
    "kind, name, changes",
    [
        ("position", "motion_kind_known", {"kind": "dinner", "text": ""}),
        ("position", "a_position_and_nothing_else_has_a_text", {"text": ""}),
        ("rule_set", "a_position_and_nothing_else_has_a_text", {"text": "Words."}),
        (
            "rule_set",
            "an_adoption_and_nothing_else_has_a_proposed_rule_set",
            {"proposed_rule_set": None},
        ),
        (
            "position",
            "an_adoption_and_nothing_else_has_a_proposed_rule_set",
            {"proposed_rule_set": F("rule_set")},
        ),
        (
            "co_chair",
            "an_election_and_nothing_else_has_candidates_and_a_term",
            {"candidate": None},
        ),
        ("co_chair", "an_election_and_nothing_else_has_candidates_and_a_term", {"term": ""}),
        (
            "co_chair",
            "an_election_and_nothing_else_has_candidates_and_a_term",
            {"term_begins": None},
        ),
        ("position", "an_election_and_nothing_else_has_candidates_and_a_term", A_TERM),
        ("co_chair", "two_candidates_are_two_centres", {"second_candidate": F("candidate")}),
    ],
)
def test_a_motion_has_the_subject_of_its_kind_and_of_no_other(kind, name, changes, delegates):
    other = draft_motion(kind)

    breaks(name, lambda: Motion.objects.filter(pk=other.pk).update(**changes))


def test_an_admission_and_nothing_else_has_an_application(motion):
    name = "an_admission_and_nothing_else_has_an_application"
    other = draft_motion("position")

    breaks(name, lambda: Motion.objects.filter(pk=motion.pk).update(application=None))
    breaks(
        name,
        lambda: Motion.objects.filter(pk=other.pk).update(application=motion.application),
    )


def test_rules_are_proposed_by_one_running_motion(motion):
    first, second = draft_motion("rule_set"), draft_motion("rule_set")

    breaks(
        "one_running_motion_per_proposed_rule_set",
        lambda: Motion.objects.filter(pk=second.pk).update(
            proposed_rule_set=first.proposed_rule_set
        ),
    )


def test_a_position_says_something(motion):
    breaks(
        "position_says_something",
        lambda: NetworkPosition.objects.create(
            motion=draft_motion("position"), title="T", text="", adopted_on=date(2026, 11, 2)
        ),
    )


def test_an_application_has_one_running_motion(motion):
    breaks(
        "one_running_motion_per_application",
        lambda: Motion.objects.create(
            title="Again",
            question="Again?",
            application=motion.application,
            rule_set=motion.rule_set,
            closes_at=NOW + timedelta(days=1),
        ),
    )


def test_a_unit_stands_on_the_roll_once(motion):
    breaks(
        "one_roll_entry_per_unit",
        lambda: motion.roll.create(unit="AT", name="Again", country="AT"),
    )


@pytest.mark.parametrize(
    "name, changes",
    [
        ("recusal_has_a_reason", {"status": RollStatus.RECUSED}),
        ("vote_weighs_something", {"weight": 0}),
    ],
)
def test_a_roll_entry_cannot_be(entry, name, changes):
    breaks(name, lambda: RollEntry.objects.filter(pk=entry.pk).update(**changes))


def test_a_person_is_named_once_for_a_unit(entry):
    known = entry.voters.get()

    breaks(
        "one_voter_row_per_person",
        lambda: entry.voters.create(user=known.user, role=RepresentativeRole.ALTERNATE),
    )


def test_an_observer_is_no_voter(entry):
    breaks(
        "only_delegates_and_alternates_vote",
        lambda: RollVoter.objects.create(
            entry=entry, user=UserFactory(), role=RepresentativeRole.OBSERVER
        ),
    )


def again(ballot, **changes):
    facts = {
        "entry": ballot.entry,
        "sequence": 2,
        "choice": "no",
        "cast_by": ballot.cast_by,
        "cast_at": NOW,
        "superseded_at": NOW,
        "form_token": uuid4(),
    }
    return Ballot.objects.create(**{**facts, **changes})


def test_a_unit_has_one_current_ballot(ballot):
    breaks("one_current_ballot_per_roll_entry", lambda: again(ballot, superseded_at=None))


def test_a_units_ballots_are_numbered_once(ballot):
    breaks("one_ballot_per_number_and_entry", lambda: again(ballot, sequence=1))


def test_a_form_is_one_ballot(ballot):
    breaks("one_ballot_per_form", lambda: again(ballot, form_token=ballot.form_token))


def test_a_ballot_is_yes_no_or_abstain(ballot):
    breaks("ballot_choice_known", lambda: again(ballot, choice="maybe"))


def test_a_ballot_is_no_event_as_well(motion):
    breaks(
        "ballot_is_no_event",
        lambda: MotionEvent.objects.create(motion=motion, number=9, at=NOW, what="cast"),
    )


@pytest.mark.parametrize("changes", [{"what": "closed"}, {"ballot_id": None}])
def test_the_entry_of_a_ballot_names_it_and_no_other_does(ballot, changes):
    known = RecordEntry.objects.filter(ballot__isnull=False).values().get()
    known |= {"id": None, "index": 9, "hash": "0" * 64}
    breaks("entry_of_a_ballot_names_it", lambda: RecordEntry.objects.create(**known | changes))


def test_a_motions_events_are_numbered_once(motion):
    breaks(
        "one_motion_event_per_number",
        lambda: MotionEvent.objects.create(motion=motion, number=1, at=NOW, what="closed"),
    )


@pytest.mark.parametrize("status", set(MotionStatus) - {MotionStatus.DRAFT, MotionStatus.WITHDRAWN})
def test_a_motion_past_draft_keeps_what_was_frozen(motion, status):
    close(motion)
    changes = {"status": status, "frozen_sha256": "", "certified_at": NOW}
    if status == MotionStatus.OPEN:
        changes |= {"result": None, "carried": None}

    breaks(
        "open_motion_is_frozen",
        lambda: Motion.objects.filter(pk=motion.pk).update(certified_by=UserFactory(), **changes),
    )


def test_who_joins_a_roll_was_put_on_it_or_follows_somebody(amendment, entry):
    voter = entry.voters.get()
    other = entry.motion.roll.exclude(pk=entry.pk).first().voters.get()

    breaks(
        "who_joins_is_put_on_or_follows_and_never_both",
        lambda: RollVoter.objects.filter(pk=other.pk).update(joined_by=amendment, follows=voter),
    )
