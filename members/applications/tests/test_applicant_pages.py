import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.applications import codes
from members.applications.evidence_forms import EvidenceForm
from members.enums import ApplicationStatus, Criterion
from members.models import Application
from members.tests.factories import NOW, ApplicationFactory, CentreFactory
from outbox.models import Mail
from uploads.tests.test_checking import pdf

pytestmark = pytest.mark.django_db


def open_by_link(client, application, person=None):
    """As the owner, or as a colleague, does it: ask for a code by the mailed link, type it in."""
    person = person or owner_of(application)
    client.post(reverse("members:open_application", args=[person.link_token]))
    person.refresh_from_db()
    path = reverse("members:enter_code", args=[person.link_token])
    response = client.post(path, {"code": codes.code(person)})
    assert response["Location"] == application.get_absolute_url()


def owner_of(application):
    return application.collaborators.active().get(is_owner=True)


def page(application, name="", *args):
    if name in (*Criterion.values, "organisation", "people"):
        return reverse("members:application_section", args=[application.reference, name])
    return reverse(f"members:{name or 'application'}", args=[application.reference, *args])


def test_asking_for_a_link_answers_the_same_for_any_address(client):
    known = ApplicationFactory()
    for email in (known.contact_email, "unknown@example.org"):
        response = client.post(reverse("members:apply"), {"email": email})
        assert response["Location"] == reverse("members:link_sent")
    response = client.post(reverse("members:resend_link"), {"email": "never@example.org"})
    assert response["Location"] == reverse("members:link_sent")


def test_a_wrong_address_is_kept_and_explained(client):
    response = client.post(reverse("members:apply"), {"email": "ada at example"})

    assert response.status_code == 200
    assert b"ada at example" in response.content
    assert b"Write an email address like" in response.content


def test_following_the_link_changes_nothing_until_the_button_is_pressed(client):
    application = ApplicationFactory()
    token = owner_of(application).link_token
    client.get(reverse("members:open_application", args=[token]))

    assert not Mail.objects.exists()
    assert client.get(page(application)).status_code == 403


def test_a_dead_link_says_so(client):
    response = client.get(reverse("members:open_application", args=["P2I-AAAAAAAA:1:x"]))

    assert response.status_code == 404
    assert b"no longer works" in response.content


@pytest.mark.parametrize("name", ["", "mandate", "people", "check_answers", "withdraw", "answer"])
def test_a_foreign_reference_looks_like_one_that_does_not_exist(client, name):
    foreign = ApplicationFactory()
    unknown = Application(reference="P2I-ZZZZZZZZ")

    answers = [client.get(page(each, name)) for each in (foreign, unknown)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert foreign.reference.encode() not in answers[0].content


def test_a_revoked_link_closes_the_browser_that_used_it(client):
    application = ApplicationFactory()
    open_by_link(client, application)
    application.collaborators.update(link_version=2)

    assert client.get(page(application)).status_code == 403


def test_a_half_filled_part_is_saved_and_offered_again(client):
    application = ApplicationFactory()
    open_by_link(client, application)

    response = client.post(
        page(application, "organisation"), {"centre_name": "Half a centre", "leave": ""}
    )

    assert response["Location"] == page(application)
    assert b"Half a centre" in client.get(page(application, "organisation")).content


def test_a_wrong_entry_keeps_what_was_typed(client):
    application = ApplicationFactory()
    open_by_link(client, application)

    response = client.post(
        page(application, "organisation"), {"centre_name": "Centre", "established": "last year"}
    )

    assert b"Write a year, a month or a day" in response.content
    assert b"last year" in response.content
    assert b'value="Centre"' in response.content


def test_a_refused_file_costs_nothing_else(client):
    application = ApplicationFactory()
    open_by_link(client, application)

    response = client.post(
        page(application, "mandate"),
        {
            "text": "The ministry gave it.",
            "title": "Decree",
            "file": SimpleUploadedFile("decree.pdf", b"MZ program"),
        },
    )

    assert b"not what its name" in response.content
    assert b'value="Decree"' in response.content
    assert application.statements.get().text == "The ministry gave it."
    assert not application.evidence.exists()


def test_evidence_needs_a_file_or_a_link_and_a_title(client):
    application = ApplicationFactory()
    open_by_link(client, application)

    without_thing = client.post(page(application, "mandate"), {"title": "Decree"})
    without_title = client.post(
        page(application, "mandate"), {"link": "https://example.org/decree"}
    )

    assert b"Choose a file or give a link." in without_thing.content
    assert b"Say in a few words what this is." in without_title.content


def test_a_file_is_stored_privately_and_comes_back_as_a_download(client):
    application = ApplicationFactory()
    open_by_link(client, application)
    client.post(
        page(application, "mandate"),
        {"title": "Decree", "file": SimpleUploadedFile("../decree.pdf", pdf()), "again": ""},
    )
    evidence = application.evidence.get()

    response = client.get(page(application, "evidence_file", evidence.pk))

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="decree.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "decree" not in evidence.file.name


def test_a_strangers_browser_gets_no_evidence(client):
    application = ApplicationFactory(complete=True)
    foreign = ApplicationFactory(complete=True)
    open_by_link(client, foreign)

    own_path = page(application, "evidence_file", application.evidence.first().pk)
    crossed = page(foreign, "evidence_file", application.evidence.first().pk)

    assert client.get(own_path).status_code == 403
    assert client.get(crossed).status_code == 404


def test_removing_evidence_takes_a_press_of_the_button(client):
    application = ApplicationFactory(complete=True)
    open_by_link(client, application)
    evidence = application.evidence.first()
    path = page(application, "remove_evidence", evidence.pk)

    assert client.get(path).status_code == 405
    client.post(path)

    assert not application.evidence.filter(pk=evidence.pk).exists()


def test_submitting_names_each_gap_beside_its_field(client):
    application = ApplicationFactory()
    open_by_link(client, application)

    response = client.post(page(application, "check_answers"))

    written = response.content.decode()
    assert "The application is not complete yet" in written
    assert f"{page(application, 'organisation')}#id_country" in written
    assert written.count('class="gap"') == 15
    application.refresh_from_db()
    assert application.is_draft


def test_submitting_shows_the_reference_and_sends_a_confirmation(client):
    application = ApplicationFactory(complete=True)
    open_by_link(client, application)

    response = client.post(page(application, "check_answers"), follow=True)

    assert application.reference in response.content.decode()
    receipts = Mail.objects.filter(kind="members.application_received")
    assert receipts.get().to == application.contact_email
    again = client.post(page(application, "check_answers"), follow=True)
    assert again.status_code == 200
    assert receipts.count() == 1


def test_a_submitted_application_shows_its_status_and_no_form(client):
    application = ApplicationFactory(submitted=True)
    open_by_link(client, application)

    assert "What happens next" in client.get(page(application)).content.decode()
    assert client.get(page(application, "mandate"))["Location"] == page(application)


@pytest.mark.parametrize("status", ApplicationStatus)
def test_every_status_has_a_page(client, status, secretariat):
    application = ApplicationFactory(eligible=True)
    Application.objects.filter(pk=application.pk).update(
        status=status, decision_reasons="Because.", centre=CentreFactory()
    )
    open_by_link(client, application)

    assert client.get(page(application)).status_code == 200


def test_findings_and_their_authors_stay_inside_until_a_decision(client, secretariat):
    application = ApplicationFactory(under_review=True)
    application.findings.create(
        criterion="mandate", verdict="unclear", note="A planted secret", by=secretariat, at=NOW
    )
    open_by_link(client, application)

    assert b"planted secret" not in client.get(page(application)).content


def test_a_question_is_answered_on_its_page(client, secretariat):
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.CLARIFICATION)
    application.clarifications.create(
        question="Who gave it?", asked_at=NOW, asked_by=secretariat, due_on="2026-11-16"
    )
    open_by_link(client, application)

    response = client.post(page(application, "answer"), {"answer": "The king."}, follow=True)

    assert b"Your answer was sent" in response.content
    application.refresh_from_db()
    assert application.status == ApplicationStatus.UNDER_REVIEW


def test_several_questions_are_answered_one_after_the_other(client, secretariat):
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.CLARIFICATION)
    facts = {"asked_at": NOW, "asked_by": secretariat, "due_on": "2026-11-16"}
    application.clarifications.create(question="Who gave it?", criterion="mandate", **facts)
    second = application.clarifications.create(question="Since when?", **facts)
    open_by_link(client, application)
    assert "Answer the 2 questions" in client.get(page(application)).content.decode()

    response = client.post(page(application, "answer"), {"answer": "The king."}, follow=True)

    assert "1 more question waits for you" in response.content.decode()
    assert response.context["question"] == second
    response = client.post(response.request["PATH_INFO"], {"answer": "2022."}, follow=True)
    assert b"Your answer was sent to the secretariat" in response.content
    application.refresh_from_db()
    assert application.status == ApplicationStatus.UNDER_REVIEW


def test_withdrawing_asks_first(client):
    application = ApplicationFactory(submitted=True)
    open_by_link(client, application)

    client.get(page(application, "withdraw"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED

    client.post(page(application, "withdraw"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN


def test_opening_a_link_changes_the_session_id_and_ends_with_the_browser(client):
    application = ApplicationFactory()
    client.get(reverse("members:join"))
    client.session.save()
    planted = client.session.session_key

    open_by_link(client, application)

    assert client.session.session_key != planted
    assert client.session.get_expire_at_browser_close()


def test_an_application_is_closed_by_its_button(client):
    application = ApplicationFactory()
    open_by_link(client, application)

    client.post(page(application, "leave"))

    assert client.get(page(application)).status_code == 403


@pytest.mark.parametrize("reference", ["x", "P2I-1", "P2I-AAAAAAAAA", "P2I-aaaaaaaa"])
def test_what_is_no_reference_is_no_page(client, reference):
    assert client.get(f"/join/applications/{reference}/").status_code == 404


def test_an_address_that_is_too_long_is_explained(client):
    response = client.post(reverse("members:apply"), {"email": f"{'a' * 300}@example.org"})

    assert response.status_code == 200
    assert not Application.objects.exists()


def test_saving_after_submitting_in_another_window_says_so(client, monkeypatch):
    application = ApplicationFactory(complete=True)
    open_by_link(client, application)
    checked = EvidenceForm.clean

    def submitted_meanwhile(form):
        Application.objects.update(status=ApplicationStatus.SUBMITTED, submitted_at=NOW)
        return checked(form)

    monkeypatch.setattr(EvidenceForm, "clean", submitted_meanwhile)
    late = {"text": "words", "title": "Decree", "link": "https://example.org"}

    response = client.post(page(application, "mandate"), late, follow=True)

    assert response.status_code == 200
    assert b"Evidence can be added to a draft" in response.content


def test_a_withdrawn_application_no_longer_asks_for_an_answer(client, secretariat):
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.WITHDRAWN)
    application.clarifications.create(
        question="Who?", asked_at=NOW, asked_by=secretariat, due_on="2026-11-16"
    )
    open_by_link(client, application)

    assert page(application, "answer") not in client.get(page(application)).content.decode()
    assert client.get(page(application, "answer"))["Location"] == page(application)
