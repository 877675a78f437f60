"""The pages from asking for a link to working together, as a browser sees them."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import tasks
from members.applications import codes
from members.applications.services import access
from members.applications.tests.test_applicant_pages import open_by_link, owner_of, page
from members.enums import ApplicationStatus
from members.models import Application
from members.tests.factories import ApplicationFactory, CollaboratorFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory(complete=True)


@pytest.fixture
def owner(application):
    return owner_of(application)


@pytest.fixture
def colleague(application, owner):
    return CollaboratorFactory(application=application)


def link(person):
    return reverse("members:open_application", args=[person.link_token])


def code_page(person):
    return reverse("members:enter_code", args=[person.link_token])


@pytest.mark.parametrize("name", ["apply", "resend_link"])
def test_the_same_work_is_done_whatever_is_known_of_the_address(
    client, application, colleague, monkeypatch, name
):
    monkeypatch.setattr(tasks.mail_link, "delay", lambda *args, **kwargs: None)
    answers = []
    for email in (application.contact_email, colleague.email, "unknown@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = Client().post(reverse(f"members:{name}"), {"email": email})
        answers.append((response.status_code, response["Location"], len(asked)))

    assert len(set(answers)) == 1


@pytest.mark.parametrize("start", [True, False])
def test_the_worker_mails_the_link_to_an_address_that_has_a_draft(owner, start):
    tasks.mail_link(owner.email, start=start)

    assert Mail.objects.get().about == owner


def test_the_worker_mails_a_colleague_their_own_link(application, colleague):
    tasks.mail_link(colleague.email, start=False)

    assert Mail.objects.get().about == colleague


def test_looking_at_the_link_sends_nothing_and_names_no_address(client, owner):
    for path in (link(owner), code_page(owner)):
        written = client.get(path).content.decode()
        assert owner.email not in written

    assert not Mail.objects.exists()


def test_the_button_sends_a_code_and_leads_to_where_it_is_typed(client, owner):
    response = client.post(link(owner))

    assert response["Location"] == code_page(owner)
    assert Mail.objects.get().kind == access.CODE_MAIL


def test_a_wrong_code_is_explained_beside_the_field_and_opens_nothing(client, application, owner):
    client.post(link(owner))
    owner.refresh_from_db()
    wrong = f"{(int(codes.code(owner)) + 1) % 10**6:06}"

    written = client.post(code_page(owner), {"code": wrong}).content.decode()

    assert "you have 4 more tries" in written
    assert 'href="#id_code"' in written
    assert f'value="{wrong}"' in written
    assert client.get(page(application)).status_code == 403


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_what_is_no_code_does_not_cost_a_try(client, owner, typed):
    client.post(link(owner))

    assert client.post(code_page(owner), {"code": typed}).status_code == 200

    owner.refresh_from_db()
    assert owner.code_tries == 0


def test_a_code_may_be_typed_with_spaces(client, application, owner):
    client.post(link(owner))
    owner.refresh_from_db()
    code = codes.code(owner)

    response = client.post(code_page(owner), {"code": f" {code[:3]} {code[3:]} "})

    assert response["Location"] == page(application)


def test_too_many_codes_are_refused_in_words(client, owner):
    for _click in range(5):
        client.post(link(owner))

    assert b"Too many codes" in client.post(link(owner), follow=True).content


@pytest.mark.parametrize("entrance", [1, None])
def test_a_session_from_before_looks_closed(client, application, entrance):
    session = client.session
    session["applications"] = {application.reference: entrance}
    session.save()

    response = client.get(page(application))

    assert response.status_code == 403
    assert b"Send me a new link" in response.content


def test_the_code_changes_the_session_id_and_the_session_ends_with_the_browser(client, owner):
    client.get(reverse("members:join"))
    client.session.save()
    planted = client.session.session_key

    open_by_link(client, owner.application)

    assert client.session.session_key != planted
    assert client.session.get_expire_at_browser_close()


def test_a_colleague_reads_writes_and_submits(client, application, colleague):
    open_by_link(client, application, colleague)

    assert client.get(page(application)).status_code == 200
    client.post(page(application, "mandate"), {"text": "Said by a colleague.", "leave": ""})
    client.post(page(application, "check_answers"))

    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.statements.get(criterion="mandate").text == "Said by a colleague."
    assert application.events.last().collaborator == colleague


def test_a_colleague_sees_the_people_and_no_button_of_the_owner(client, application, colleague):
    open_by_link(client, application, colleague)

    written = client.get(page(application, "colleagues")).content.decode()

    assert application.contact_email in written
    assert "Replace my link" in written
    assert "Invite a colleague" not in written
    assert "Remove" not in written


def test_a_colleague_manages_nobody_and_does_not_withdraw(client, application, owner, colleague):
    open_by_link(client, application, colleague)
    names = ["resend_colleague_link", "replace_colleague_link", "remove_colleague", "hand_over"]

    answers = [client.post(page(application, name, owner.pk)).status_code for name in names]
    answers.append(client.post(page(application, "colleagues"), {"email": "x@y.eu"}).status_code)

    assert answers == [403] * 5
    assert client.post(page(application, "withdraw"))["Location"] == page(application)
    application.refresh_from_db()
    assert application.is_draft


def test_the_owner_invites_a_colleague_and_sees_whether_they_came(client, application):
    open_by_link(client, application)

    response = client.post(
        page(application, "colleagues"), {"email": "bob@example.org"}, follow=True
    )

    assert b"bob@example.org" in response.content
    assert b"has not opened the application yet" in response.content
    open_by_link(Client(), application, application.collaborators.get(email="bob@example.org"))
    assert b"has not opened" not in client.get(page(application, "colleagues")).content


def test_an_address_that_works_on_it_already_is_explained_at_the_field(
    client, application, colleague
):
    open_by_link(client, application)

    written = client.post(page(application, "colleagues"), {"email": colleague.email})

    assert b"works on the application already" in written.content
    assert b'href="#id_email"' in written.content


def test_removing_asks_first_and_closes_the_browser_of_who_is_removed(
    client, application, colleague
):
    theirs = Client()
    open_by_link(theirs, application, colleague)
    open_by_link(client, application)
    path = page(application, "remove_colleague", colleague.pk)

    assert client.get(path).status_code == theirs.get(page(application)).status_code == 200
    client.post(path)

    assert theirs.get(page(application)).status_code == 403
    assert theirs.get(link(colleague)).status_code == 404


def test_a_replaced_link_closes_the_browser_it_opened(client, application, colleague):
    theirs = Client()
    open_by_link(theirs, application, colleague)
    open_by_link(client, application)

    client.post(page(application, "replace_colleague_link", colleague.pk))

    assert theirs.get(page(application)).status_code == 403


def test_the_link_is_sent_again_on_request(client, application, colleague):
    open_by_link(client, application)

    client.post(page(application, "resend_colleague_link", colleague.pk))

    assert Mail.objects.get(kind="members.application_link").to == colleague.email


def test_replacing_ones_own_link_keeps_this_browser_and_shuts_the_others(client, application):
    elsewhere = Client()
    open_by_link(elsewhere, application)
    open_by_link(client, application)

    client.post(page(application, "own_link"))

    assert client.get(page(application)).status_code == 200
    assert elsewhere.get(page(application)).status_code == 403


def test_handing_over_asks_first_and_changes_who_manages(client, application, colleague):
    theirs = Client()
    open_by_link(theirs, application, colleague)
    open_by_link(client, application)
    path = page(application, "hand_over", colleague.pk)

    assert client.get(path).status_code == 200
    client.post(path)

    assert b"Invite a colleague" in theirs.get(page(application, "colleagues")).content
    assert b"Invite a colleague" not in client.get(page(application, "colleagues")).content


def test_people_of_another_application_cannot_be_reached(client, application):
    stranger = CollaboratorFactory()
    open_by_link(client, application)

    assert client.post(page(application, "remove_colleague", stranger.pk)).status_code == 404


def test_the_reason_for_withdrawing_is_kept(client):
    application = ApplicationFactory(submitted=True)
    open_by_link(client, application)

    client.post(page(application, "withdraw"), {"reason": "The ministry has other plans."})

    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert application.withdrawal_reason == "The ministry has other plans."
    assert application.events.last().collaborator == owner_of(application)
    assert "ministry" not in application.events.last().what


def test_giving_a_draft_up_is_called_so(client, application):
    open_by_link(client, application)

    written = client.get(page(application, "withdraw")).content.decode()

    assert "Give this application up?" in written
    assert "vote is called off" not in written


def test_withdrawing_during_a_vote_says_what_becomes_of_it(client):
    application = ApplicationFactory(eligible=True)
    Application.objects.update(status=ApplicationStatus.IN_VOTE)
    open_by_link(client, application)

    assert b"the vote is called off" in client.get(page(application, "withdraw")).content


def refused_application(**facts):
    return ApplicationFactory(
        submitted=True,
        status=ApplicationStatus.REFUSED,
        decision_reasons="The mandate is regional.",
        **facts,
    )


def test_the_status_page_offers_to_apply_again_and_leads_to_the_new_draft(client):
    old = refused_application()
    open_by_link(client, old)
    assert page(old, "apply_again") in client.get(page(old)).content.decode()

    response = client.post(page(old, "apply_again"), follow=True)

    draft = Application.objects.drafts().get()
    assert response.redirect_chain[-1][0] == page(draft)
    assert b"holds your answers" in response.content
    assert client.get(page(old)).status_code == 200


def test_the_status_page_says_from_when_one_may_apply_again(client):
    later = timezone.localdate() + timedelta(days=30)
    old = refused_application(reapply_from=later)
    open_by_link(client, old)

    written = client.get(page(old)).content.decode()

    assert "You may apply again from" in written
    assert page(old, "apply_again") not in written
    client.post(page(old, "apply_again"))
    assert not Application.objects.drafts().exists()


def test_a_draft_that_waits_already_is_opened_instead(client):
    old = refused_application()
    waiting = ApplicationFactory(contact_email=old.contact_email)
    open_by_link(client, old)

    response = client.post(page(old, "apply_again"), follow=True)

    assert response.redirect_chain[-1][0] == page(waiting)
    assert b"has a draft already" in response.content


def test_expired_evidence_is_marked(client):
    old = refused_application()
    old.evidence.filter(criterion="mandate").update(valid_until="2020-01-31")
    open_by_link(client, old)
    client.post(page(old, "apply_again"))

    written = client.get(page(Application.objects.drafts().get(), "mandate")).content.decode()

    assert "expired on 31 January 2020" in written


def test_a_file_that_came_along_is_handed_out(client):
    old = refused_application()
    evidence = old.evidence.get(criterion="mandate")
    evidence.link, evidence.sha256, evidence.filename = "", "f" * 64, "decree.pdf"
    evidence.file.save("decree.pdf", ContentFile(b"the decree"))
    open_by_link(client, old)
    client.post(page(old, "apply_again"))
    draft = Application.objects.drafts().get()

    response = client.get(page(draft, "evidence_file", draft.evidence.get(criterion="mandate").pk))

    assert b"".join(response.streaming_content) == b"the decree"
