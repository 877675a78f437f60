from datetime import timedelta

import pytest

from members.applications import correspondence
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.enums import ApplicationStatus, Visibility
from members.models import Application
from members.tests.factories import NOW, ApplicationFactory, CaseNoteFactory, FindingFactory
from outbox import kinds
from outbox.models import MailStatus
from outbox.tests.factories import MailFactory

pytestmark = pytest.mark.django_db
SECRET = "planted secret"


def mail(application, kind="members.application_received", **more):
    return MailFactory(about=application, kind=kind, sent=True, **more)


@pytest.fixture
def application():
    return ApplicationFactory(under_review=True)


def test_every_kind_that_is_shown_is_a_kind_of_mail():
    assert set(correspondence.TO_THE_APPLICANT) <= set(kinds.known_kinds())


def test_mails_questions_and_answers_stand_in_one_list_by_date(application, secretariat):
    day = timedelta(days=1)
    application.clarifications.create(
        question="Who gave it?",
        criterion="mandate",
        asked_at=NOW + day,
        asked_by=secretariat,
        due_on="2026-11-16",
        answer="The king.",
        answered_at=NOW + 3 * day,
    )
    mail(application, subject="We received it", sent_at=NOW)
    mail(application, subject="A question", sent_at=NOW + 2 * day)

    found = correspondence.letters(application)

    assert [(letter.kind, letter.title) for letter in found] == [
        ("mail", "We received it"),
        ("question", "Question on mandate"),
        ("mail", "A question"),
        ("answer", "Your answer"),
    ]


@pytest.mark.parametrize("status", set(MailStatus) - {MailStatus.SENT})
def test_only_what_was_sent_is_shown(application, status):
    held = {"claimed": {"held_until": NOW}, "sending": {"held_until": NOW}}.get(status, {})
    MailFactory(
        about=application,
        kind="members.application_ineligible",
        status=status,
        subject=SECRET,
        why="Because.",
        **held,
    )

    assert correspondence.letters(application) == []


@pytest.mark.parametrize("kind", ["members.desk_submitted", "members.desk_answered"])
def test_mails_to_the_desk_and_about_others_are_not_shown(application, kind):
    mail(application, kind=kind)
    mail(ApplicationFactory())

    assert correspondence.letters(application) == []


def test_a_question_that_was_taken_back_says_so(client, application, secretariat):
    application.clarifications.create(
        question="Who?",
        asked_at=NOW,
        asked_by=secretariat,
        due_on="2026-11-16",
        taken_back_at=NOW,
    )
    open_by_link(client, application)

    assert b"took this question back" in client.get(page(application)).content


def test_the_status_page_shows_what_was_written_but_nothing_internal(client, application):
    FindingFactory(application=application, verdict="not_met", note=SECRET, visibility="internal")
    FindingFactory(
        application=application, criterion="resources", verdict="not_met", note="No budget."
    )
    CaseNoteFactory(application=application, text=SECRET)
    mail(application, subject="We received it", text="Open https://example.org/•••")
    open_by_link(client, application)

    before = client.get(page(application)).content.decode()
    Application.objects.update(
        status=ApplicationStatus.INELIGIBLE, decision_reasons="Two are missing.", decided_at=NOW
    )
    after = client.get(page(application)).content.decode()

    assert "We received it" in before
    assert "No budget." not in before
    assert "Two are missing." in after
    assert "No budget." in after
    assert SECRET not in before + after


def test_reasons_are_not_shown_while_the_decision_is_not_out(client, application):
    Application.objects.update(decision_reasons=SECRET)
    open_by_link(client, application)

    assert SECRET not in client.get(page(application)).content.decode()


def test_visibility_decides_what_of_a_note_is_shared():
    shared = FindingFactory(note="words", visibility=Visibility.MEMBERS)
    own = FindingFactory(note="words", visibility=Visibility.INTERNAL)

    assert (shared.shared_note, own.shared_note) == ("words", "")
