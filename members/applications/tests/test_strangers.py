"""What a stranger with a list of others' addresses brings about: little, and not for long."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from common.refusals import Refused
from members import tasks
from members.applications import codes
from members.applications.services import access, applying, colleagues, expiry
from members.applications.services.moves import note
from members.applications.tests.test_applicant_pages import owner_of
from members.models import Application, Collaborator
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CollaboratorFactory,
    SavedSectionFactory,
)
from outbox.models import Mail
from outbox.services.strangers import AT_ONCE, TO_ONE_ADDRESS

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def at_once(monkeypatch):
    """The worker's part is done at once."""
    monkeypatch.setattr(tasks.mail_link, "delay", tasks.mail_link)


def post(client, email, name="apply"):
    return client.post(reverse(f"members:{name}"), {"email": email})


def test_a_visitor_with_many_addresses_makes_few_letters_and_few_drafts(client, at_once):
    answers = [post(client, f"somebody{number}@example.org") for number in range(30)]

    assert Application.objects.count() == Mail.objects.count() == 12
    assert [answer.status_code for answer in answers] == [302] * 12 + [200] * 18
    said = answers[-1].content.decode()
    assert "So many emails were asked for from your connection" in said
    assert 'value="somebody29@example.org"' in said


def test_many_visitors_with_many_addresses_make_letters_that_leave_one_by_one():
    for number in range(120):
        applying.start(f"somebody{number}@example.org", now=NOW)

    due = Mail.objects.order_by("due_at").values_list("due_at", flat=True)
    assert len(due) == 120
    assert due[AT_ONCE - 1] == NOW
    assert due[119] == NOW + timedelta(minutes=120 - AT_ONCE)


@pytest.mark.parametrize("name", ["apply", "resend_link"])
def test_asking_again_is_answered_in_the_same_words_whatever_there_is(
    client, at_once, name, monkeypatch
):
    monkeypatch.setattr("common.asking.show_time", lambda instant: "14:05 CET")
    known = ApplicationFactory().contact_email
    pages = []
    for email in (known, "never@example.org"):
        post(client, email, name)
        page = post(client, email, name).content.decode()
        assert "You can ask again at" in page
        pages.append(page.replace(email, "").partition('id="error_1_id_email"')[2][:300])

    assert pages[0] == pages[1] != ""
    assert Mail.objects.filter(to=known).count() == 1


def test_the_page_after_asking_says_when_to_ask_again(client, at_once):
    post(client, "ada@example.org")

    page = client.get(reverse("members:link_sent")).content.decode()

    assert "You asked for a link to ada@example.org. You asked at" in page


def test_many_askings_for_one_address_make_few_letters():
    for number in range(2 * TO_ONE_ADDRESS):
        applying.start("ada@example.org", now=NOW + number * access.PAUSE)

    assert Mail.objects.count() == TO_ONE_ADDRESS


def test_an_owner_is_told_that_an_address_got_too_many():
    application = ApplicationFactory()
    for number in range(TO_ONE_ADDRESS):
        applying.start("ada@example.org", now=NOW + number * access.PAUSE)

    with pytest.raises(Refused, match="Many emails went to this address today"):
        colleagues.invite(application, "ada@example.org", by=owner_of(application), now=NOW)


def test_a_draft_that_nobody_opens_is_erased_after_a_week_with_the_address(caplog):
    caplog.set_level("INFO")
    applying.start("ada@example.org", now=NOW)

    assert expiry.forget_unopened_drafts(NOW + WEEK - timedelta(seconds=1)) == 0
    assert expiry.forget_unopened_drafts(NOW + WEEK) == 1
    assert expiry.forget_unopened_drafts(NOW + WEEK) == 0

    assert not Application.objects.exists()
    assert not Collaborator.objects.exists()
    assert not Mail.objects.exists()
    assert "1 drafts were erased" in caplog.text
    assert "ada@" not in caplog.text


def test_the_week_begins_anew_with_each_letter():
    applying.start("ada@example.org", now=NOW)
    applying.start("ada@example.org", now=NOW + timedelta(days=5))

    assert expiry.forget_unopened_drafts(NOW + WEEK) == 0
    assert expiry.forget_unopened_drafts(NOW + WEEK + timedelta(days=5)) == 1


def opened():
    person = owner_of(applying.start("ada@example.org", now=NOW))
    access.ask_for_code(person, now=NOW)
    person.refresh_from_db()
    access.enter(person, codes.code(person), serial=person.code_serial, now=NOW)
    person.refresh_from_db()
    return person.application


def with_a_colleague_who_came():
    application = applying.start("ada@example.org", now=NOW)
    CollaboratorFactory(application=application, confirmed_at=NOW)
    return application


@pytest.mark.parametrize(
    "make",
    [
        opened,
        with_a_colleague_who_came,
        lambda: ApplicationFactory(created_at=NOW, submitted=True),
    ],
)
def test_what_somebody_opened_or_sent_in_stays(make):
    application = make()
    application.refresh_from_db()

    assert expiry.forget_unopened_drafts(NOW + 52 * WEEK) == 0
    application.refresh_from_db()


def test_a_draft_that_is_opened_meanwhile_stays():
    """As if the code was typed after the tick had listed the draft and before it has the lock."""
    person = owner_of(applying.start("ada@example.org", now=NOW))
    Collaborator.objects.filter(pk=person.pk).update(confirmed_at=NOW)

    assert not expiry._erase(person.application_id, NOW + WEEK)
    assert Application.objects.exists()


def test_a_code_for_a_draft_that_is_erased_meanwhile_is_refused():
    person = owner_of(applying.start("ada@example.org", now=NOW))
    expiry.forget_unopened_drafts(NOW + WEEK)

    with pytest.raises(Refused, match="no longer works"):
        access.ask_for_code(person, now=NOW + WEEK)
    with pytest.raises(Refused, match="no longer works"):
        access.enter(person, "123456", serial=None, now=NOW + WEEK)


def test_the_link_of_an_erased_draft_says_how_to_start_anew(client):
    token = owner_of(applying.start("ada@example.org", now=NOW)).link_token
    expiry.forget_unopened_drafts(NOW + WEEK)

    for name in ("open_application", "enter_code"):
        answer = client.get(reverse(f"members:{name}", args=[token]))
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "Nobody opened this draft within 7 days" in page
        assert f'action="{reverse("members:apply")}"' in page
        assert "ada@example.org" not in page


def test_a_link_that_was_never_ours_is_not_called_erased(client):
    answer = client.get(reverse("members:open_application", args=["P2I-AAAAAAAA:1:1:forged"]))

    assert answer.status_code == 404
    assert "erased" not in answer.content.decode()


def test_starting_again_after_that_makes_a_new_draft():
    old = applying.start("ada@example.org", now=NOW)
    expiry.forget_unopened_drafts(NOW + WEEK)

    assert applying.start("ada@example.org", now=NOW + WEEK).reference != old.reference


def test_drafts_of_before_that_nobody_opened_lose_their_only_entry_and_no_other_history():
    unopened, opened = ApplicationFactory.create_batch(2)
    handed_in = ApplicationFactory(submitted=True)
    saved = SavedSectionFactory(saved_at=NOW).application
    for application in (unopened, opened, handed_in, saved):
        note(application, by=None, now=NOW, what="Application started")
    confirmed = owner_of(opened)
    confirmed.confirmed_at = NOW
    confirmed.save()
    connection.check_constraints()  # what was just written is looked at before a table changes
    migration = import_module("members.migrations.0024_drafts_nobody_opened")

    migration.take_back_the_beginning(None, connection.schema_editor())

    begun = Application.objects.filter(events__isnull=False)
    assert set(begun) == {opened, handed_in, saved}
    assert expiry.forget_unopened_drafts(NOW + WEEK) == 1
