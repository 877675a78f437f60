from datetime import date

import pytest

from common.refusals import Refused
from members.applications.services import assigning, clarifying, review
from members.enums import OPEN_BEFORE_THE_SECRETARIAT, ApplicationStatus
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    ConflictFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague():
    return UserFactory(secretariat=True, name="Anna Berg")


@pytest.fixture
def waiting(secretariat):
    """A case that waits for its applicant."""
    case = ApplicationFactory(under_review=True)
    review.request_clarification(
        case, questions={"": "Which act?"}, due_on=date(2026, 11, 16), by=secretariat, now=NOW
    )
    case.refresh_from_db()
    return case


def sent_by_hand():
    """Besides those that were planned when the question was asked."""
    return Mail.objects.filter(kind=clarifying.REMINDER, details__day__isnull=False)


def refusal(service, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        service(*args, **kwargs)
    return str(refused.value)


def test_assigning_leaves_a_trace_that_names_nobody(secretariat, colleague):
    case = ApplicationFactory(submitted=True, assigned_to=secretariat)

    assigning.assign(case, to=colleague, by=secretariat, now=NOW)

    case.refresh_from_db()
    event = case.events.get()
    assert case.assigned_to == colleague
    assert (event.what, event.by, event.at) == ("Assigned", secretariat, NOW)
    assert event.changes == {"assigned_to": [secretariat.pk, colleague.pk]}
    assert not event.is_public_to_applicant


@pytest.mark.parametrize(
    "status", [s for s in ApplicationStatus if s != ApplicationStatus.ADMITTED]
)
def test_only_open_cases_are_assigned(secretariat, status):
    case = ApplicationFactory(submitted=True, status=status, decision_reasons="Why")

    if status in OPEN_BEFORE_THE_SECRETARIAT:
        assert assigning.assign(case, to=secretariat, by=secretariat, now=NOW).assigned_to
    else:
        assert "closed" in refusal(assigning.assign, case, to=secretariat, by=secretariat, now=NOW)


def test_cases_are_assigned_to_the_secretariat_only(secretariat):
    case = ApplicationFactory(submitted=True)
    gone = UserFactory(secretariat=True, is_active=False)

    for other in (UserFactory(staff=True), RepresentativeFactory().user, gone):
        told = refusal(assigning.assign, case, to=other, by=secretariat, now=NOW)
        assert "of the secretariat only" in told
    assert not case.events.exists()


def test_a_conflict_of_interest_keeps_a_case_away_until_it_is_lifted(secretariat, colleague):
    case = ApplicationFactory(submitted=True)
    conflict = ConflictFactory(application=case, user=colleague)

    told = refusal(assigning.assign, case, to=colleague, by=secretariat, now=NOW)
    conflict.overridden_at, conflict.overridden_by = NOW, secretariat
    conflict.override_reason = "Long ago."
    conflict.save()
    assigned = assigning.assign(case, to=colleague, by=secretariat, now=NOW)

    assert "conflict of interest" in told
    assert assigned.assigned_to == colleague


def test_assigning_again_changes_nothing(secretariat):
    case = ApplicationFactory(submitted=True, assigned_to=secretariat)

    assert "already" in refusal(assigning.assign, case, to=secretariat, by=secretariat, now=NOW)
    assert not case.events.exists()


def test_a_reminder_holds_the_question_and_goes_out_once_a_day(waiting, secretariat):
    clarifying.remind(waiting, by=secretariat, now=NOW)
    again = refusal(clarifying.remind, waiting, by=secretariat, now=NOW)
    tomorrow = NOW.replace(day=3)
    clarifying.remind(waiting, by=secretariat, now=tomorrow)

    mails = sent_by_hand()
    letter = kinds.compose(mails[0], NOW)
    assert "today already" in again
    assert mails.count() == 2
    assert letter.subject.startswith("Reminder: answer the question on application P2I-")
    assert "Which act?" in letter.text
    assert "waits for your answer until 16 November 2026" in letter.text


def test_a_late_answer_is_asked_for_now(waiting, secretariat):
    late = NOW.replace(day=20)
    clarifying.remind(waiting, by=secretariat, now=late)

    letter = kinds.compose(sent_by_hand().get(), late)

    assert letter.subject.endswith("was due on 16 November 2026")
    assert "expected the answer by 16 November 2026" in letter.text


def test_nobody_is_reminded_who_owes_nothing(secretariat):
    case = ApplicationFactory(under_review=True)

    assert "does not wait" in refusal(clarifying.remind, case, by=secretariat, now=NOW)


def test_a_reminder_is_dropped_once_the_question_is_taken_back(waiting, secretariat):
    clarifying.remind(waiting, by=secretariat, now=NOW)
    review.take_back_question(waiting, by=secretariat, now=NOW)

    assert kinds.compose(sent_by_hand().get(), NOW) is None
