"""The page of a case: what it shows, to whom, and at what cost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from members.applications.services import applying, decisions, review
from members.applications.services.moves import note
from members.applications.services.notifications import notify_applicant
from members.applications.tests.case_pages import case_url, step_url, text
from members.enums import ApplicationStatus, Criterion, Verdict, Visibility
from members.models import Application
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CaseNoteFactory,
    ConflictFactory,
    DecisionFactory,
    EvidenceFactory,
    FindingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_the_heading_says_what_case_it_is_and_what_comes_next(desk):
    application = ApplicationFactory(submitted=True)

    written = text(desk.get(case_url(application)))

    assert application.reference in written
    assert 'src="/static/flags/pl.gif" alt="" width="16" height="11"> Poland' in written
    assert application.organisation_name in written
    assert "not assigned" in written
    assert "Start the review." in written


def test_the_case_shows_statements_evidence_and_the_legal_steps_only(desk):
    application = ApplicationFactory(submitted=True)

    written = text(desk.get(case_url(application)))

    assert "The ministry gave the mandate." in written
    assert step_url(application, "take-up") in written
    assert step_url(application, "eligible") not in written


def test_the_mandate_stands_with_its_facts(desk):
    application = ApplicationFactory(
        submitted=True, mandate_basis="Decree 12/2024", mandate_authority="The ministry"
    )

    written = text(desk.get(case_url(application)))

    assert "Decree 12/2024" in written
    assert "The ministry" in written


def test_a_finding_is_shown_with_what_it_rests_on_and_who_reads_its_note(desk):
    finding = FindingFactory(note="Seen.", visibility=Visibility.INTERNAL, pages="pages 3 to 5")
    finding.rests_on.set(finding.application.evidence.filter(criterion="mandate"))

    written = text(desk.get(case_url(finding.application)))

    assert "Read by the secretariat only" in written
    assert "Rests on Decree (pages 3 to 5)" in written


def test_other_applications_of_the_country_are_listed_and_those_it_began_from(desk):
    first = ApplicationFactory(submitted=True, organisation_name="First try")
    Application.objects.update(status=ApplicationStatus.WITHDRAWN)
    second = ApplicationFactory(submitted=True, previous=first)
    ApplicationFactory(submitted=True, country="DK", centre_name="Elsewhere")

    of_the_second = text(desk.get(case_url(second)))
    of_the_first = text(desk.get(case_url(first)))

    assert case_url(first) in of_the_second
    assert "this application began from its answers" in of_the_second
    assert "it began from the answers of this application" in of_the_first
    assert "Elsewhere" not in of_the_second


def test_the_reason_for_withdrawing_is_read(desk):
    application = ApplicationFactory(submitted=True)
    applying.withdraw(application, reason="The ministry changed.", now=NOW)

    assert "The ministry changed." in text(desk.get(case_url(application)))


def test_the_correspondence_leads_to_each_mail_and_says_what_became_of_it(desk, draft):
    mail = decisions.mails_of(draft).get()

    written = text(desk.get(case_url(draft.application)))

    assert reverse("admin:outbox_mail_change", args=[mail.pk]) in written
    assert "Held until released" in written


def test_the_history_says_who_what_what_changed_and_why(desk, secretariat):
    application = ApplicationFactory(submitted=True)
    review.take_up(application, by=secretariat, now=NOW)
    note(application, by=None, now=NOW, what="Something", why="For a reason.")

    written = text(desk.get(case_url(application)))

    assert "Review started" in written
    assert "Status: Submitted → Under review" in written
    assert f"{secretariat} ·" in written
    assert "Applicant ·" in written
    assert "For a reason." in written


def test_a_drafted_decision_is_offered_to_the_second_person_only(desk, client, draft):
    application = draft.application

    to_the_first = text(desk.get(case_url(application)))
    client.force_login(UserFactory(secretariat=True))
    to_the_second = text(client.get(case_url(application)))

    assert step_url(application, "release") not in to_the_first
    assert "A colleague reads and releases it." in to_the_first
    assert step_url(application, "release") in to_the_second
    assert step_url(application, "discard") in to_the_second
    assert step_url(application, "clarify") not in to_the_second
    assert "Record the findings" not in to_the_second


def test_a_decided_case_is_read_only(desk):
    application = ApplicationFactory(eligible=True)

    written = text(desk.get(case_url(application)))

    assert "Record the findings" not in written
    assert step_url(application, "clarify") not in written
    assert step_url(application, "revert") in written


def test_somebody_with_a_conflict_is_offered_nothing(desk, secretariat):
    application = ApplicationFactory(under_review=True)
    ConflictFactory(application=application, user=secretariat)

    written = text(desk.get(case_url(application)))

    assert "you do not act on it" in written
    assert "/step/" not in written
    assert "Record the findings" not in written
    assert "Add the note" not in written


def busy(application, count):
    """A case with so many of everything."""
    for number in range(count):
        evidence = [EvidenceFactory(application=application) for _criterion in Criterion]
        CaseNoteFactory(application=application, by=UserFactory())
        ConflictFactory(application=application)
        at = NOW + timedelta(minutes=number)
        note(application, by=UserFactory(), now=at, what="Something")
        ApplicationFactory(submitted=True)
        notify_applicant(application, "members.application_received", now=NOW, again=number)
        DecisionFactory(application=application, released=True)
        application.clarifications.create(
            question="Who?",
            asked_at=NOW,
            asked_by=UserFactory(),
            due_on=NOW.date(),
            answer="The king.",
            answered_at=at,
        )
    for criterion in Criterion:
        finding = FindingFactory(application=application, criterion=criterion, verdict=Verdict.MET)
        finding.rests_on.set(evidence)


@pytest.mark.parametrize("count", [1, 15])
def test_the_case_page_costs_at_most_30_queries_whatever_it_holds(
    desk, django_assert_max_num_queries, count
):
    application = ApplicationFactory(under_review=True)
    busy(application, count)

    with django_assert_max_num_queries(30):
        desk.get(case_url(application))


def test_a_note_is_added_and_stays(desk, secretariat):
    application = ApplicationFactory(under_review=True)
    page = reverse("admin:members_application_note", args=[application.pk])

    empty = desk.post(page, {"text": " "})
    added = desk.post(page, {"text": "Ask the ministry."}, follow=True)

    assert "New note: This field is required." in text(empty)
    assert "Ask the ministry." in text(added)
    assert application.case_notes.get().by == secretariat


def test_a_note_that_is_refused_stays_as_typed(desk, secretariat):
    application = ApplicationFactory(under_review=True)
    ConflictFactory(application=application, user=secretariat)
    page = reverse("admin:members_application_note", args=[application.pk])

    refused = text(desk.post(page, {"text": "Half a thought"}))

    assert "Half a thought" in refused
    assert not application.case_notes.exists()


def test_an_override_has_a_page_of_its_own_and_never_for_oneself(desk, secretariat):
    conflict = ConflictFactory(application=ApplicationFactory(under_review=True))
    own = ConflictFactory(user=secretariat)
    page = reverse(
        "admin:members_application_override", args=[conflict.application_id, conflict.pk]
    )
    own_page = reverse("admin:members_application_override", args=[own.application_id, own.pk])

    shown = desk.get(page)
    seen = shown.context["page"].seen
    desk.post(page, {"reason": "Nobody else is here.", "seen": seen, "confirm": "yes"})

    conflict.refresh_from_db()
    assert str(conflict.user) in text(shown)
    assert conflict.override_reason == "Nobody else is here."
    assert desk.get(own_page).status_code == 404
