from datetime import date, timedelta

import pytest

from members.enums import ApplicationStatus, Criterion, Verdict
from members.models import Application
from members.services import Refused, applying, review
from members.tests.factories import NOW, ApplicationFactory, CentreFactory, FindingFactory
from outbox.models import Mail

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


def test_eligible_needs_all_four_criteria_met(secretariat):
    application = ApplicationFactory(under_review=True)
    FindingFactory(application=application, criterion=Criterion.MANDATE)
    FindingFactory(
        application=application,
        criterion=Criterion.RESOURCES,
        verdict=Verdict.UNCLEAR,
        note="Budget?",
    )

    with pytest.raises(Refused, match="resources, participation, commitment"):
        review.declare_eligible(application, by=secretariat, now=NOW)


def test_declaring_eligible_tells_the_applicant_once(secretariat):
    application = ApplicationFactory(under_review=True)
    find_all_met(application, secretariat)

    application = review.declare_eligible(application, by=secretariat, now=NOW)

    assert application.status == ApplicationStatus.ELIGIBLE
    assert [mail.kind for mail in Mail.objects.all()] == ["members.application_eligible"]


def test_an_application_that_becomes_eligible_again_is_told_again(secretariat):
    application = ApplicationFactory(under_review=True)
    find_all_met(application, secretariat)
    for _time in range(2):
        review.declare_eligible(application, by=secretariat, now=NOW)
        review.reopen_review(application, by=secretariat, now=NOW)

    assert Mail.objects.filter(kind="members.application_eligible").count() == 2


def test_declaring_not_eligible_sends_the_reasons(secretariat):
    application = ApplicationFactory(under_review=True)
    find_all_met(application, secretariat)
    review.record_finding(
        application,
        Criterion.MANDATE,
        verdict=Verdict.NOT_MET,
        note_text="The mandate is regional.",
        by=secretariat,
        now=NOW,
    )

    application = review.declare_ineligible(
        application, reasons="No national mandate.", by=secretariat, now=NOW
    )

    assert application.status == ApplicationStatus.INELIGIBLE
    assert application.decision_reasons == "No national mandate."
    assert application.decided_at == NOW


def test_an_application_that_meets_everything_is_not_declared_ineligible(secretariat):
    application = ApplicationFactory(under_review=True)
    find_all_met(application, secretariat)

    with pytest.raises(Refused):
        review.declare_ineligible(application, reasons="No.", by=secretariat, now=NOW)


def test_a_question_and_its_answer_bring_the_case_back_to_the_queue(secretariat):
    application = ApplicationFactory(under_review=True)
    review.request_clarification(
        application,
        question="Who gave the mandate?",
        criterion=Criterion.MANDATE,
        due_on=date(2026, 11, 16),
        by=secretariat,
        now=NOW,
    )
    application.refresh_from_db()
    assert application.status == ApplicationStatus.CLARIFICATION

    application = applying.answer_clarification(
        application, "The government.", now=NOW + timedelta(days=1)
    )

    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert application.clarifications.get().answer == "The government."


def test_an_answer_without_a_question_is_refused():
    with pytest.raises(Refused):
        applying.answer_clarification(
            ApplicationFactory(under_review=True), "The government.", now=NOW
        )


STEPS = {
    review.take_up: {ApplicationStatus.SUBMITTED},
    review.declare_eligible: {ApplicationStatus.UNDER_REVIEW},
    review.reopen_review: {ApplicationStatus.ELIGIBLE},
}


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
