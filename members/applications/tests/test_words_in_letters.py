"""What an applicant typed stands in no subject, and in a letter only as a quotation."""

import re
from datetime import timedelta

import pytest

from members.enums import Criterion, Outcome
from members.models import Application, Collaborator
from members.tests.factories import NOW, ApplicationFactory, DecisionFactory, EvidenceFactory
from outbox import kinds
from outbox import services as outbox
from proposals.models import Proposal

pytestmark = pytest.mark.django_db

MARK = "Zqx"
TYPED = f"{MARK} http://evil.example/win buy@evil.example www.evil.example"
TODAY = NOW.date().isoformat()
LINES = [
    field.name
    for field in Application._meta.fields
    if field.name.endswith(("_name", "_position", "_basis", "_authority", "about"))
]
KINDS = [
    name
    for name in kinds.known_kinds()
    if kinds._KINDS[name].compose.__module__ == "members.applications.emails"
]


@pytest.fixture
def application(secretariat):
    words = dict.fromkeys(LINES, TYPED)
    application = ApplicationFactory(
        submitted=True, withdrawal_reason=TYPED, **words, decision_reasons="No mandate."
    )
    EvidenceFactory(application=application, title=TYPED, valid_until=TODAY)
    for statement in application.statements.all():
        statement.text = TYPED
        statement.save()
    return application


def arranged(application, secretariat):
    """What any kind asks for: whom or what it is about, and the details of the moment."""
    asked = application.clarifications.create(
        question="Who?",
        asked_at=NOW,
        asked_by=secretariat,
        due_on=TODAY,
        criterion=Criterion.MANDATE,
    )
    question = application.voter_questions.create(
        asked="Who?",
        wording="Who?",
        status="forwarded",
        asked_by=secretariat,
        asked_at=NOW,
        settled_by=secretariat,
        settled_at=NOW,
    )
    decision = DecisionFactory(application=application, drafted_by=secretariat)
    proposal = Proposal.objects.create(
        kind="members.correct_answer",
        subject=application,
        title=TYPED,
        reason="A slip.",
        proposed_by=secretariat,
        proposed_at=NOW,
    )
    person = application.collaborators.get()
    person.code_asked_at = NOW
    person.save()
    details = {
        "clarification": asked.pk,
        "question": question.pk,
        "decision": decision.pk,
        "proposal": proposal.pk,
        "serial": person.code_serial,
        "valid_until": TODAY,
        "why": "There was a holiday.",
        "received_on": TODAY,
        "reason": "A slip.",
        **{"answer": "organisation_name", "label": "Organisation"},
        **{"before": TYPED, "after": TYPED},
        "was": Outcome.ELIGIBLE,
    }
    return (application, person, decision), details


def letters(kind, application, secretariat):
    """Every letter of this kind, whatever it is about and wherever the case stands."""
    things, details = arranged(application, secretariat)
    for status in ("draft", "clarification", "eligible"):
        Application.objects.update(status=status)
        for thing in things:
            thing.refresh_from_db()
            mail = outbox.draft(
                kind, key="key", to=application.contact_email, about=thing, now=NOW, details=details
            )
            for now in (NOW, NOW + timedelta(days=1)):
                try:
                    letter = kinds.compose(mail, now)
                except AttributeError:  # this kind is about something else
                    continue
                if letter:
                    yield letter


def confirm(application):
    Collaborator.objects.filter(application=application).update(confirmed_at=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_applicant_typed_stands_in_no_subject_and_nowhere_but_quoted(
    kind, application, secretariat
):
    confirm(application)

    written = list(letters(kind, application, secretariat))

    assert written
    for letter in written:
        assert MARK not in letter.subject
        lines = [line for line in letter.text.splitlines() if MARK in line]
        assert all(line.startswith("> ") for line in lines)
        outside = re.sub(r"<blockquote>.*?</blockquote>", "", letter.html, flags=re.DOTALL)
        assert MARK not in outside
        assert "evil.example" not in letter.text + letter.html


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "evidence" not in kind])
def test_before_an_address_is_confirmed_no_letter_holds_typed_words(kind, application, secretariat):
    for letter in letters(kind, application, secretariat):
        assert MARK not in letter.subject + letter.text + letter.html


def test_the_applicants_words_are_quoted_to_whom_they_concern(application, secretariat):
    confirm(application)

    (letter, *_more) = letters("members.desk_submitted", application, secretariat)

    quoted = f"> {MARK} http[:]//evil[.]example/win buy@evil[.]example www[.]evil[.]example"
    assert quoted in letter.text
    assert letter.subject == f"{application.reference}: A new application has arrived."
    assert f"<blockquote><p>{quoted.removeprefix('> ')}<br>" in letter.html
