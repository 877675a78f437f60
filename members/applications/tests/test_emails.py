import pytest

from members.enums import ApplicationStatus, DecisionStatus, Outcome, Verdict, Visibility
from members.models import Application
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CollaboratorFactory,
    DecisionFactory,
    FindingFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox import services as outbox
from outbox.kinds import compose

pytestmark = pytest.mark.django_db

TO_APPLICANT = [
    "members.application_received",
    "members.application_withdrawn",
    "members.application_eligible",
    "members.application_ineligible",
    "members.decision_taken_back",
    "members.application_admitted",
    "members.application_refused",
]


def queued(kind, about, to="ada@example.org", **more):
    return outbox.queue(kind, key=f"test:{kind}", to=to, about=about, now=NOW, **more)


TO_A_PERSON = ["members.application_link", "members.colleague_invited", "members.handed_over"]


def opens_and_keeps_the_secret(letter, token):
    kept = letter.redacted()
    return token in letter.text and token in letter.html and token not in kept.text + kept.html


@pytest.mark.parametrize("kind", TO_APPLICANT)
def test_every_mail_about_the_case_opens_it_for_its_reader_and_keeps_the_link_secret(kind):
    application = ApplicationFactory(eligible=True)
    owner = application.collaborators.get()
    decision = DecisionFactory(application=application)
    details = {"was": Outcome.ELIGIBLE, "decision": decision.pk}

    letter = compose(queued(kind, application, to=owner.email, details=details), NOW)

    assert opens_and_keeps_the_secret(letter, owner.link_token)
    assert application.reference in letter.subject


def decision_mail(decision):
    kind = f"members.application_{decision.outcome}"
    return queued(kind, decision.application, details={"decision": decision.pk})


def test_a_decision_against_gives_the_reasons_and_no_internal_note():
    decision = DecisionFactory(outcome=Outcome.INELIGIBLE, reasons="No national mandate.")
    for visibility, criterion in zip(Visibility, ["mandate", "resources"], strict=True):
        FindingFactory(
            application=decision.application,
            criterion=criterion,
            verdict=Verdict.NOT_MET,
            note=f"For {visibility}.",
            visibility=visibility,
        )

    letter = compose(decision_mail(decision), NOW)

    assert "No national mandate." in letter.text
    assert "- Mandate: not met. For members." in letter.text
    assert "- Resources: not met\n" in letter.text
    assert "For internal" not in letter.text


def test_an_exception_is_not_called_meeting_every_criterion():
    decision = DecisionFactory(exception="The law changes in June.")

    letter = compose(decision_mail(decision), NOW)

    assert "by way of an exception" in letter.text
    assert "June" not in letter.text


def test_a_decision_that_was_taken_back_is_not_mailed():
    decision = DecisionFactory(
        status=DecisionStatus.DISCARDED, taken_back_at=NOW, taken_back_by=UserFactory()
    )

    assert compose(decision_mail(decision), NOW) is None


@pytest.mark.parametrize("kind", TO_A_PERSON)
def test_every_mail_with_a_link_holds_the_readers_own(kind):
    application = ApplicationFactory(eligible=True)
    owner = application.collaborators.get()

    letter = compose(queued(kind, owner, to=owner.email), NOW)

    assert opens_and_keeps_the_secret(letter, owner.link_token)
    assert application.reference in letter.subject


def test_a_mail_about_the_case_to_somebody_who_was_removed_has_no_link():
    application = ApplicationFactory(eligible=True)
    removed = CollaboratorFactory(application=application, removed_at=NOW)

    letter = compose(queued("members.application_received", application, to=removed.email), NOW)

    assert "/join/open/" not in letter.text


@pytest.mark.parametrize("kind", TO_A_PERSON)
def test_somebody_who_was_removed_meanwhile_gets_no_link(kind):
    removed = CollaboratorFactory(removed_at=NOW)

    assert compose(queued(kind, removed, to=removed.email), NOW) is None


def test_a_refusal_gives_the_reasons_in_writing():
    application = ApplicationFactory(submitted=True)
    Application.objects.update(
        status=ApplicationStatus.REFUSED, decision_reasons="The mandate is regional & small."
    )
    application.refresh_from_db()

    letter = compose(queued("members.application_refused", application), NOW)

    assert "The mandate is regional & small." in letter.text
    assert "The mandate is regional &amp; small." in letter.html


def test_a_refusal_without_a_day_for_a_new_try_names_none():
    application = ApplicationFactory(
        submitted=True, status=ApplicationStatus.REFUSED, decision_reasons="Too small."
    )

    letter = compose(queued("members.application_refused", application), NOW)

    assert "apply again" not in letter.text


def test_a_question_that_was_answered_meanwhile_is_not_mailed(secretariat):
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.CLARIFICATION)
    asked = application.clarifications.create(
        question="Who?", asked_at=NOW, asked_by=secretariat, due_on="2026-11-16"
    )
    mail = queued(
        "members.clarification_requested", application, details={"clarification": asked.pk}
    )
    assert "Who?" in compose(mail, NOW).text

    asked.answer, asked.answered_at = "The king.", NOW
    asked.save()

    assert compose(mail, NOW) is None


def test_an_invitation_leads_to_choosing_a_password(client):
    representative = RepresentativeFactory(centre=CentreFactory(member=True, name="Centre X"))
    user = representative.user
    user.set_unusable_password()
    user.save()

    letter = compose(queued("members.invitation", representative, to=user.email, user=user), NOW)
    link = next(word for word in letter.text.split() if "/accounts/" in word)
    response = client.get(link.removeprefix("http://testserver"), follow=True)

    assert "delegate of Centre X" in letter.subject
    assert b"password" in response.content.lower()
    assert link.rpartition("-")[2].rstrip("/") not in letter.redacted().text


@pytest.mark.parametrize("kind", ["desk_submitted", "desk_answered", "desk_withdrawn"])
def test_the_desk_is_told_without_the_applicants_link(kind):
    application = ApplicationFactory(submitted=True)

    letter = compose(queued(f"members.{kind}", application), NOW)

    assert application.reference in letter.subject
    assert f"/admin/members/application/{application.pk}/change/" in letter.text
    assert "/join/open/" not in letter.text
