"""Questions of those who vote: from the secretariat's desk to the applicant and back."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.refusals import Refused
from members.applications.services import questions
from members.applications.tests.test_applicant_pages import open_by_link
from members.enums import ApplicationStatus, QuestionStatus
from members.models import Application, VoterQuestion
from members.tests.factories import NOW, ApplicationFactory, UserFactory
from outbox import services as outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory(eligible=True)


@pytest.fixture
def asker():
    return UserFactory(name="Delegate of Utopia")


@pytest.fixture
def asked(application, asker):
    return questions.ask(application, "Who pays, dear colleagues?", by=asker, now=NOW)


@pytest.fixture
def forwarded(asked):
    return questions.forward(asked, "Who pays?", by=UserFactory(secretariat=True), now=NOW)


@pytest.fixture
def applicant(client, application):
    """The test client after the applicant opened the mailed link."""
    open_by_link(client, application)
    return client


def page(application, question):
    return reverse("members:voter_question", args=[application.reference, question.pk])


def body(response):
    return " ".join(response.content.decode().split())


def test_a_question_goes_to_the_secretariats_mailbox_first(
    asked, applicant, application, mailoutbox, settings
):
    outbox.deliver_due(lambda: NOW)

    [letter] = mailoutbox
    assert letter.to == [settings.CONTACT_EMAIL]
    assert "pass it on or decline it" in letter.subject
    assert "Who pays" not in body(applicant.get(application.get_absolute_url()))


def test_the_applicant_gets_the_forwarded_words_and_never_who_asked(
    forwarded, applicant, application, mailoutbox
):
    outbox.deliver_due(lambda: NOW)

    letter = next(mail for mail in mailoutbox if mail.to == [application.contact_email])
    pages = [
        body(applicant.get(application.get_absolute_url())),
        body(applicant.get(page(application, forwarded))),
        letter.body,
    ]
    for shown in pages:
        assert "Who pays?" in shown
        assert "dear colleagues" not in shown
        assert "Utopia" not in shown
    assert "Utopia" not in str(list(application.events.values()))


def test_the_applicant_answers_once(forwarded, applicant, application):
    path = page(application, forwarded)

    done = applicant.post(path, {"answer": "The ministry."}, follow=True)
    again = applicant.post(path, {"answer": "Somebody else."}, follow=True)

    forwarded.refresh_from_db()
    assert (forwarded.status, forwarded.answer) == (QuestionStatus.ANSWERED, "The ministry.")
    assert "Your answer was sent." in body(done)
    assert "answered already" in body(again)


def test_an_empty_answer_is_asked_for(forwarded, applicant, application):
    shown = body(applicant.post(page(application, forwarded), {"answer": " "}))

    assert 'href="#id_answer"' in shown


def test_what_is_not_forwarded_has_no_page(asked, applicant, application):
    assert applicant.get(page(application, asked)).status_code == 404


def test_a_question_on_another_application_has_no_page(forwarded, client):
    other = ApplicationFactory(eligible=True)
    open_by_link(client, other)

    assert client.get(page(other, forwarded)).status_code == 404


def test_without_the_link_there_is_no_page(forwarded, client, application):
    assert client.get(page(application, forwarded)).status_code == 403


def test_a_declined_question_reaches_nobody(asked, applicant, application):
    declined = questions.decline(asked, "Answered above.", by=UserFactory(), now=NOW)

    assert declined.status == QuestionStatus.DECLINED
    shown = body(applicant.get(application.get_absolute_url()))
    assert "Who pays" not in shown
    assert "Answered above" not in shown
    public = application.events.filter(is_public_to_applicant=True)
    assert [event.what for event in public] == ["A person confirmed their address"]


@pytest.mark.parametrize(
    "act",
    [
        lambda row: questions.forward(row, "Again?", by=row.asked_by, now=NOW),
        lambda row: questions.decline(row, "No.", by=row.asked_by, now=NOW),
    ],
)
def test_a_question_is_settled_once(forwarded, act):
    with pytest.raises(Refused, match="no longer possible"):
        act(forwarded)


@pytest.mark.parametrize(
    "act",
    [
        lambda row: questions.ask(row.application, " ", by=row.asked_by, now=NOW),
        lambda row: questions.forward(row, " ", by=row.asked_by, now=NOW),
        lambda row: questions.decline(row, " ", by=row.asked_by, now=NOW),
    ],
)
def test_empty_words_are_refused(asked, act):
    with pytest.raises(Refused):
        act(asked)

    assert VoterQuestion.objects.get().status == QuestionStatus.ASKED


@pytest.mark.parametrize("status", [ApplicationStatus.UNDER_REVIEW, ApplicationStatus.WITHDRAWN])
def test_questions_end_with_the_decision(asked, forwarded, application, status):
    Application.objects.filter(pk=application.pk).update(status=status)

    with pytest.raises(Refused, match="Questions end with the vote"):
        questions.answer(forwarded, "The ministry.", now=NOW)
    with pytest.raises(Refused, match="Questions end with the vote"):
        questions.ask(application, "And then?", by=asked.asked_by, now=NOW)


@pytest.mark.parametrize(
    "name, changes",
    [
        ("voter_question_status_known", {"status": "lost"}),
        ("forwarded_question_has_a_wording", {"wording": ""}),
        ("declined_question_has_a_reason", {"status": "declined"}),
        ("settled_question_says_by_whom_and_when", {"settled_by": None}),
        ("answered_question_has_an_answer", {"answer": "Words."}),
        ("answered_question_has_an_answer", {"status": "answered"}),
    ],
)
def test_each_constraint_of_a_question(forwarded, name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        VoterQuestion.objects.update(**changes)
