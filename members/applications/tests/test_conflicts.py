"""Whoever is too close to a case does not act on it, by any way in; a colleague can lift that."""

import pytest

from common.refusals import Refused
from members.applications.services import (
    access,
    admission,
    case_notes,
    conflicts,
    decisions,
    review,
)
from members.enums import Outcome
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    ConflictFactory,
    DecisionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ACTS = {
    "take up": review.take_up,
    "find": lambda case, **how: review.record_finding(
        case, "mandate", verdict="met", note_text="", **how
    ),
    "ask": lambda case, **how: review.request_clarification(
        case, questions={"": "Who?"}, due_on=NOW.date(), **how
    ),
    "take the question back": review.take_back_question,
    "draft": lambda case, **how: decisions.draft(case, Outcome.ELIGIBLE, **how),
    "release": lambda case, **how: decisions.release(case.decisions.get(), **how),
    "discard": lambda case, **how: decisions.discard(case.decisions.get(), why="Why.", **how),
    "revert": lambda case, **how: decisions.revert(case, why="Why.", **how),
    "note": lambda case, **how: case_notes.add(case, "A note.", **how),
    "new link": access.replace_all_links,
    "put to the vote": admission.put_to_vote,
    "call the vote off": admission.take_back_from_vote,
}


@pytest.mark.parametrize("act", ACTS)
def test_a_conflict_blocks_every_act(act, secretariat):
    case = DecisionFactory().application
    ConflictFactory(application=case, user=secretariat)

    with pytest.raises(Refused, match="You declared a conflict of interest"):
        ACTS[act](case, by=secretariat, now=NOW)


def test_declaring_gives_the_case_out_of_ones_hands(secretariat):
    application = ApplicationFactory(under_review=True, assigned_to=secretariat)

    conflicts.declare(application, reason="My brother works there.", by=secretariat, now=NOW)

    application.refresh_from_db()
    assert application.assigned_to is None
    event = application.events.get()
    assert not event.is_public_to_applicant
    assert "brother" not in event.what + event.why


def test_declaring_needs_a_reason_and_happens_once(secretariat):
    application = ApplicationFactory(under_review=True)
    with pytest.raises(Refused, match="Say why"):
        conflicts.declare(application, reason=" ", by=secretariat, now=NOW)
    conflicts.declare(application, reason="I worked there.", by=secretariat, now=NOW)

    with pytest.raises(Refused, match="already"):
        conflicts.declare(application, reason="I worked there.", by=secretariat, now=NOW)


def test_a_colleague_overrides_with_a_reason_that_stands_in_the_history(secretariat):
    conflict, colleague = ConflictFactory(user=secretariat), UserFactory(secretariat=True)
    with pytest.raises(Refused, match="Say why"):
        conflicts.override(conflict, reason="", by=colleague, now=NOW)

    conflicts.override(conflict, reason="Nobody else reads Polish.", by=colleague, now=NOW)

    review.record_finding(
        conflict.application, "mandate", verdict="met", note_text="", by=secretariat, now=NOW
    )
    override = conflict.application.events.first()
    assert (override.by, override.why) == (colleague, "Nobody else reads Polish.")
    assert not override.is_public_to_applicant


def test_nobody_overrides_their_own_conflict_nor_while_they_have_one(secretariat):
    conflict = ConflictFactory(user=secretariat)
    other = ConflictFactory(application=conflict.application)

    for standing in (conflict, other):
        with pytest.raises(Refused, match="conflict of interest"):
            conflicts.override(standing, reason="Why not.", by=secretariat, now=NOW)


def test_a_conflict_is_overridden_once(secretariat):
    conflict = ConflictFactory()
    conflicts.override(conflict, reason="Needed.", by=secretariat, now=NOW)

    with pytest.raises(Refused, match="already"):
        conflicts.override(conflict, reason="Needed.", by=secretariat, now=NOW)
