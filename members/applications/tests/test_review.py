from datetime import date, timedelta

import pytest

from common.refusals import Refused
from members.applications.services import applying, decisions, review
from members.enums import ApplicationStatus, Criterion, Outcome, Verdict, Visibility
from members.models import Application
from members.tests.factories import NOW, ApplicationFactory, CentreFactory, FindingFactory

pytestmark = pytest.mark.django_db


def find_all_met(application, secretariat):
    for criterion in Criterion:
        review.record_finding(
            application,
            criterion,
            verdict=Verdict.MET,
            note_text="",
            by=secretariat,
            now=NOW,
        )


def test_taking_up_a_case_assigns_it(secretariat):
    application = review.take_up(ApplicationFactory(submitted=True), by=secretariat, now=NOW)

    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert application.assigned_to == secretariat


def test_a_second_finding_replaces_the_first_and_both_leave_a_trace(secretariat):
    application = ApplicationFactory(under_review=True)
    for verdict, note in ((Verdict.UNCLEAR, "Which act?"), (Verdict.MET, "")):
        review.record_finding(
            application,
            Criterion.MANDATE,
            verdict=verdict,
            note_text=note,
            by=secretariat,
            now=NOW,
        )

    assert application.findings.get().verdict == Verdict.MET
    assert application.events.count() == 2


def test_findings_are_not_shown_to_the_applicant_while_under_review(secretariat):
    application = ApplicationFactory(under_review=True)
    review.record_finding(
        application, Criterion.MANDATE, verdict=Verdict.MET, note_text="", by=secretariat, now=NOW
    )

    assert not application.events.filter(is_public_to_applicant=True).exists()


@pytest.mark.parametrize("verdict", [Verdict.NOT_MET, Verdict.UNCLEAR])
def test_a_finding_short_of_met_needs_a_note(secretariat, verdict):
    with pytest.raises(Refused):
        review.record_finding(
            ApplicationFactory(under_review=True),
            Criterion.MANDATE,
            verdict=verdict,
            note_text=" ",
            by=secretariat,
            now=NOW,
        )


def test_no_finding_before_the_review_begins(secretariat):
    with pytest.raises(Refused):
        find_all_met(ApplicationFactory(submitted=True), secretariat)


def test_a_question_and_its_answer_bring_the_case_back_to_the_queue(secretariat):
    application = ApplicationFactory(under_review=True)
    (question,) = review.request_clarification(
        application,
        questions={Criterion.MANDATE: "Who gave the mandate?"},
        due_on=date(2026, 11, 16),
        by=secretariat,
        now=NOW,
    )
    application.refresh_from_db()
    assert application.status == ApplicationStatus.CLARIFICATION

    application = applying.answer_clarification(
        question, "The government.", now=NOW + timedelta(days=1)
    )

    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert application.clarifications.get().answer == "The government."


def test_an_answer_to_a_question_that_waits_no_more_is_refused(secretariat):
    (question,) = review.request_clarification(
        ApplicationFactory(under_review=True),
        questions={"": "Who gave the mandate?"},
        due_on=date(2026, 11, 16),
        by=secretariat,
        now=NOW,
    )
    applying.answer_clarification(question, "The government.", now=NOW)

    with pytest.raises(Refused):
        applying.answer_clarification(question, "The king.", now=NOW)


def revert(application, *, by, now):
    return decisions.revert(application, why="A document was false.", by=by, now=now)


def draft(application, *, by, now):
    return decisions.draft(application, Outcome.ELIGIBLE, by=by, now=now)


STEPS = {
    review.take_up: {ApplicationStatus.SUBMITTED},
    review.take_back_question: {ApplicationStatus.CLARIFICATION},
    revert: {ApplicationStatus.ELIGIBLE, ApplicationStatus.INELIGIBLE},
}


@pytest.mark.sample(8)
@pytest.mark.parametrize("status", ApplicationStatus)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_each_step_is_possible_only_where_the_life_cycle_allows_it(step, status, secretariat):
    application = ApplicationFactory(eligible=True)
    Application.objects.filter(pk=application.pk).update(
        status=status, decision_reasons="reasons", centre=CentreFactory()
    )

    if status in STEPS[step]:
        step(application, by=secretariat, now=NOW)
    else:
        with pytest.raises(Refused):
            step(application, by=secretariat, now=NOW)

    application.refresh_from_db()
    assert (application.status == status) == (status not in STEPS[step])


@pytest.mark.parametrize("status", [one for one in ApplicationStatus if one != "under_review"])
def test_a_decision_is_drafted_under_review_only(status, secretariat):
    application = ApplicationFactory(eligible=True)
    Application.objects.filter(pk=application.pk).update(
        status=status, decision_reasons="reasons", centre=CentreFactory()
    )

    with pytest.raises(Refused):
        draft(application, by=secretariat, now=NOW)


def test_a_finding_says_what_it_rests_on_and_who_reads_the_note(secretariat):
    application = ApplicationFactory(under_review=True)
    decree = application.evidence.get(criterion=Criterion.MANDATE)
    budget = application.evidence.get(criterion=Criterion.RESOURCES)

    finding = review.record_finding(
        application,
        Criterion.MANDATE,
        verdict=Verdict.MET,
        note_text="Seen.",
        visibility=Visibility.INTERNAL,
        rests_on=[decree.pk, budget.pk],
        pages="pages 3 to 5",
        by=secretariat,
        now=NOW,
    )

    assert list(finding.rests_on.all()) == [decree], "evidence on another criterion"
    assert (finding.pages, finding.note, finding.shared_note) == ("pages 3 to 5", "Seen.", "")
    assert application.events.get().changes == {"verdict": ["", "met"]}


def test_the_trace_of_a_changed_finding_tells_the_verdict_before_and_after(secretariat):
    application = ApplicationFactory(under_review=True)
    FindingFactory(application=application, verdict=Verdict.UNCLEAR, note="Which act?")

    review.record_finding(
        application,
        Criterion.MANDATE,
        verdict=Verdict.MET,
        note_text="",
        visibility=Visibility.INTERNAL,
        by=secretariat,
        now=NOW,
    )

    assert application.events.get().changes == {
        "verdict": ["unclear", "met"],
        "visibility": ["members", "internal"],
    }


@pytest.mark.parametrize("seen", ["", "1:2026-01-01T00:00:00+00:00"])
def test_a_colleagues_newer_finding_is_not_overwritten(secretariat, seen):
    application = ApplicationFactory(under_review=True)
    colleagues = FindingFactory(application=application)

    with pytest.raises(review.FindingOvertaken):
        review.record_finding(
            application,
            Criterion.MANDATE,
            verdict=Verdict.NOT_MET,
            note_text="No.",
            seen=seen,
            by=secretariat,
            now=NOW,
        )

    colleagues.refresh_from_db()
    assert colleagues.verdict == Verdict.MET


def test_a_finding_that_was_seen_can_be_replaced(secretariat):
    finding = FindingFactory(at=NOW - timedelta(days=1))

    review.record_finding(
        finding.application,
        Criterion.MANDATE,
        verdict=Verdict.UNCLEAR,
        note_text="Which act?",
        seen=finding.version,
        by=secretariat,
        now=NOW,
    )

    finding.refresh_from_db()
    assert finding.verdict == Verdict.UNCLEAR
