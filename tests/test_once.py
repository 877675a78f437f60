"""A form that makes something new does it once; the same words are said, not sent."""

import inspect
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from common import form_stamps, once
from common.models import SentForm
from common.tests.step_pages import fields, text
from exchange.models import Post
from knowledge_exchange.models import Theme
from members import tasks
from members.applications import codes
from members.applications.tests.case_pages import case_url
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.models import CaseNote, Evidence, VoterQuestion
from members.tests.at_once import all_at_once
from members.tests.factories import ApplicationFactory, RepresentativeFactory, UserFactory
from outbox.models import Mail
from p2i_site.admin import SENT_ANEW
from voting.tests.factories import make_delegates, open_motion

ASKED = "Who pays for the centre?"
SAME = "You sent the same words here on"
TWICE = "is not sent twice"


@pytest.fixture
def ask_page(db):
    return f"/votes/{open_motion(now=timezone.now()).pk}/ask/"


@pytest.fixture
def voter(client, db):
    """A delegate of a member, signed in; made before the motion opens."""
    delegate = make_delegates(2)[0].user
    client.force_login(delegate)
    return delegate


def form(client, address, **typed):
    having = next(iter(typed))
    return {**fields(client.get(address), having=having), **typed}


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_double_press_asks_once_and_leads_to_the_same_page(voter, client, ask_page):
    filled = form(client, ask_page, question=ASKED)

    first = client.post(ask_page, filled)
    second = client.post(ask_page, filled)

    assert VoterQuestion.objects.count() == 1
    assert second["Location"] == first["Location"]
    assert TWICE in said(second)


def test_back_and_other_words_are_shown_and_sent_by_another_press(voter, client, ask_page):
    filled = form(client, ask_page, question=ASKED)
    client.post(ask_page, filled)

    shown = client.post(ask_page, {**filled, "question": "And who else?"})

    assert shown.status_code == 409
    assert "with other words" in text(shown)
    assert VoterQuestion.objects.count() == 1
    again = fields(shown, having="question")
    assert again["question"] == ["And who else?"]
    assert client.post(ask_page, again).status_code == 302
    assert VoterQuestion.objects.count() == 2


@pytest.mark.parametrize(
    "alike",
    [f" {ASKED.upper()}\n", f"{ASKED}\u200b", f"\u202e{ASKED}", ASKED.replace(" ", "\u00a0 ")],
)
def test_the_same_words_from_another_tab_are_said_and_stay(voter, client, ask_page, alike):
    tab, other = (form(client, ask_page, question=ASKED) for _ in range(2))
    client.post(ask_page, tab)

    shown = client.post(ask_page, {**other, "question": alike})

    assert shown.status_code == 409
    assert SAME in text(shown)
    again = fields(shown, having="question")
    assert "WHO" in again["question"][0].upper()
    assert VoterQuestion.objects.count() == 1
    client.post(ask_page, {**again, "question": f"{ASKED} And how?"})
    assert VoterQuestion.objects.count() == 2


def test_the_same_words_may_come_from_another_person_and_on_another_day(voter, client, ask_page):
    client.post(ask_page, form(client, ask_page, question=ASKED))
    SentForm.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))

    client.post(ask_page, form(client, ask_page, question=ASKED))

    assert VoterQuestion.objects.count() == 2


def test_what_was_refused_can_be_sent_again_with_the_same_form(
    voter, client, ask_page, monkeypatch
):
    filled = form(client, ask_page, question=ASKED)
    refused = client.post(ask_page, {**filled, "question": ""})
    assert refused.status_code == 200
    assert not SentForm.objects.exists()

    assert client.post(ask_page, filled).status_code == 302
    assert VoterQuestion.objects.count() == 1


def test_a_forged_stamp_and_an_old_one_count_as_none(voter, client, ask_page):
    filled = form(client, ask_page, question=ASKED)

    client.post(ask_page, {**filled, form_stamps.FIELD: "forged"})

    assert VoterQuestion.objects.count() == 1
    assert not SentForm.objects.exists()


def test_nothing_of_what_was_sent_can_be_read_in_what_is_kept(voter, client, ask_page):
    client.post(ask_page, form(client, ask_page, question=ASKED))

    kept = SentForm.objects.values().get()

    assert kept["led_to"].startswith("/votes/")
    assert ASKED not in str(kept)
    assert len(bytes(kept["content"])) == len(bytes(kept["words"])) == 32


def test_old_numbers_are_forgotten(db):
    for days, token in ((31, "1" * 32), (29, "2" * 32)):
        at = timezone.now() - timedelta(days=days)
        SentForm.objects.create(token=token, content=b"x", led_to="/", sent_at=at)

    assert once.forget_old_forms(timezone.now()) == 1

    assert SentForm.objects.get().token.hex == "2" * 32


def test_an_offer_is_published_once(client, db):
    client.force_login(RepresentativeFactory().user)
    address = reverse("exchange:new_post")
    day = timezone.localdate() + timedelta(days=30)
    offer = {"title": "A lawyer", "text": "For a week.", "kind": "offer", "open_until": day}
    tab, other = (form(client, address, **offer) for _ in range(2))

    client.post(address, tab)
    client.post(address, tab)
    shown = client.post(address, other)

    assert Post.objects.count() == 1
    assert SAME in text(shown)


def test_a_note_of_the_secretariat_is_kept_once(client, db):
    client.force_login(UserFactory(secretariat=True))
    application = ApplicationFactory(under_review=True)
    address = reverse("admin:members_application_note", args=[application.pk])
    tab, other = (form(client, case_url(application), text="Call them.") for _ in range(2))

    client.post(address, tab)
    client.post(address, tab)
    shown = client.post(address, other)

    assert CaseNote.objects.count() == 1
    assert SAME in text(shown)
    assert fields(shown, having="text")["text"] == ["Call them."]


def test_a_piece_of_evidence_is_kept_once(client, db):
    application = ApplicationFactory(country="AT")
    open_by_link(client, application)
    address = page(application, "mandate")
    link = "https://example.org/decree"
    filled = form(client, address, link=link, title="Decree", text="By decree.")

    client.post(address, filled)
    client.post(address, filled)

    assert Evidence.objects.count() == 1


def test_a_code_entered_twice_loses_no_try_and_says_nothing_wrong(client, db):
    application = ApplicationFactory(country="AT")
    person = application.collaborators.get(is_owner=True)
    client.post(reverse("members:open_application", args=[person.link_token]))
    person.refresh_from_db()
    address = reverse("members:enter_code", args=[person.link_token])
    filled = form(client, address, code=codes.code(person))

    first = client.post(address, filled)
    second = Client().post(address, filled)  # with the session from before the first

    assert first["Location"] == second["Location"] == application.get_absolute_url()
    person.refresh_from_db()
    assert person.code_tries == 0


def test_a_code_is_asked_for_once_and_its_secret_address_is_not_kept(client, db):
    person = ApplicationFactory(country="AT").collaborators.get(is_owner=True)
    address = reverse("members:open_application", args=[person.link_token])
    filled = form(client, address, form_stamp="")
    filled[form_stamps.FIELD] = fields(client.get(address), having="form_stamp")["form_stamp"]

    first = client.post(address, filled)
    second = client.post(address, filled)

    assert second["Location"] == first["Location"]
    assert person.link_token in first["Location"]
    assert Mail.objects.filter(kind="members.access_code").count() == 1
    assert SentForm.objects.get().led_to == ""


def test_what_was_kept_of_a_page_with_a_mistake_is_not_kept_twice(client, db):
    application = ApplicationFactory(country="AT")
    open_by_link(client, application)
    address = page(application, "mandate")
    evidence = {"link": "https://example.org/decree", "title": "Decree"}
    filled = form(client, address, text="x" * 20_000, **evidence)

    first = client.post(address, filled)
    second = client.post(address, filled)

    assert first.status_code == 200
    assert second.status_code == 409
    assert TWICE in text(second)
    assert Evidence.objects.count() == 1


def test_a_visitor_who_goes_back_and_mends_an_address_is_shown_the_form(client, db, monkeypatch):
    monkeypatch.setattr(tasks.mail_link, "delay", lambda email, start: None)  # to no worker
    address = reverse("members:apply")
    filled = form(client, address, email="a@example.org")
    client.post(address, filled)

    shown = client.post(address, {**filled, "email": "b@example.org"})

    assert shown.status_code == 409
    again = fields(shown, having="email")
    assert again["email"] == ["b@example.org"]
    assert client.post(address, again).status_code == 302


def test_the_database_refuses_the_same_number_and_the_same_words(db):
    kept = {"content": b"x", "led_to": "/", "sent_at": timezone.now()}
    SentForm.objects.create(token="1" * 32, words=b"w", **kept)

    for numbers in ({"token": "1" * 32}, {"token": "2" * 32, "words": b"w"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SentForm.objects.create(**numbers, **kept)


def test_a_file_counts_by_its_content(rf):
    def content(body):
        upload = SimpleUploadedFile("a.pdf", body)
        return once._content_of(rf.post("/a/", {"title": "Decree", "file": upload}))

    assert content(b"one") == content(b"one")
    assert content(b"one") != content(b"two")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_ask_once():
    delegate = make_delegates(2)[0].user
    address = f"/votes/{open_motion(now=timezone.now()).pk}/ask/"
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(delegate)
    filled = form(browsers[0], address, question=ASKED)

    answers = all_at_once(*[lambda b=browser: b.post(address, filled) for browser in browsers])

    assert VoterQuestion.objects.count() == 1
    assert len({answer["Location"] for answer in answers}) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_words_from_two_tabs_at_the_same_moment_are_sent_once():
    delegate = make_delegates(2)[0].user
    address = f"/votes/{open_motion(now=timezone.now()).pk}/ask/"
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(delegate)
    tabs = [form(browser, address, question=ASKED) for browser in browsers]

    answers = all_at_once(
        *[lambda b=b, tab=tab: b.post(address, tab) for b, tab in zip(browsers, tabs, strict=True)]
    )

    assert VoterQuestion.objects.count() == 1
    assert sorted(answer.status_code for answer in answers) == [302, 409]


# --- No form is left out ------------------------------------------------------------------

EDITS = "changes what stands there, and the same change twice is one"
SETTLES = "settles what can be settled once; the second is told how it stands"
SETS = "a button that sets a state"
NO_PAGE = "answers a program, which asks again when it does not hear"
EXCEPTIONS = {
    "api.views.revoke": SETS,
    "api.views.tokens": "the secret stands on the page that answers and nowhere else",
    "exchange.views.buddies.agree": SETTLES,
    "exchange.views.buddies.end": SETTLES,
    "exchange.views.catalogue.withdraw": SETTLES,
    "exchange.views.posts.close": SETTLES,
    "exchange.views.posts.edit": EDITS,
    "members.privacy.views.exporting.of_applicant": "answers with a file, as often as asked",
    "members.privacy.views.own_data.download": "answers with a file, as often as asked",
    "members.privacy.views.own_data.own_data": SETTLES,
    "members.register.views.browsers.browsers": SETTLES,
    "knowledge_exchange.discovery.views.harvesting.oai": "changes nothing",
    "knowledge_exchange.discovery.views.subscribing.subscription": EDITS,
    "knowledge_exchange.discovery.views.subscribing.unsubscribe": SETS,
    "knowledge_exchange.meetings.views.actions.action": SETTLES,
    "knowledge_exchange.meetings.views.actions.reopen": SETS,
    "knowledge_exchange.meetings.views.attending.answer": EDITS,
    "knowledge_exchange.meetings.views.attending.note_own": SETS,
    "knowledge_exchange.meetings.views.attending.substitute": SETTLES,
    "knowledge_exchange.papers.views.clearing.take_position_back": SETTLES,
    "knowledge_exchange.papers.views.clearing.withdraw_objection": SETTLES,
    "knowledge_exchange.papers.views.commenting.reopen_comment": SETS,
    "knowledge_exchange.papers.views.commenting.take_comment_back": SETTLES,
    "knowledge_exchange.papers.views.writing.authors.change": EDITS,
    "knowledge_exchange.papers.views.writing.comparing.bring_back": EDITS,
    "knowledge_exchange.papers.views.writing.details.edit": EDITS,
    "knowledge_exchange.papers.views.writing.files.remove": SETS,
    "knowledge_exchange.papers.views.writing.preparing.give_up": SETTLES,
    "knowledge_exchange.papers.views.writing.text.autosave": NO_PAGE,
    "knowledge_exchange.papers.views.writing.text.preview": "changes nothing",
    "knowledge_exchange.papers.views.writing.text.text": EDITS,
    "members.applications.views.applying.check_answers": SETTLES,
    "members.applications.views.colleagues.hand_over": SETTLES,
    "members.applications.views.colleagues.remove": SETS,
    "members.applications.views.evidence.change_evidence": EDITS,
    "members.applications.views.evidence.remove_evidence": SETS,
    "members.applications.views.following.leave": SETS,
    "members.applications.views.following.withdraw": SETTLES,
    "members.applications.views.releasing.release_decision": SETTLES,
    "members.applications.views.sections.autosave": NO_PAGE,
    "members.register.views.addresses.confirm_address": SETTLES,
    "members.register.views.founding.founding": SETTLES,
    "members.register.views.leaving.plan_leaving": SETTLES,
    "members.register.views.locking.lock_by_link": SETTLES,
    "members.register.views.locking.lock_colleague": SETTLES,
    "members.register.views.provider.connect_by_link": "leads away, and changes nothing",
    "members.register.views.provider.provider": SETTLES,
    "members.register.views.provider.sign_in": "leads away, and changes nothing",
    "members.register.views.preferences.preferences": EDITS,
    "members.register.views.profile_changes.edit": EDITS,
    "members.register.views.profile_changes.withdraw": SETTLES,
    "proposals.views.proposal": SETTLES,
    "voting.views.ballots.ballot": "its own token stands in the record; it changes until the close",
    "voting.views.receipts.receipt": "changes nothing",
    "voting.views.recusals.take_back": SETTLES,
    "voting.views.results.hurry": SETTLES,
    "voting.views.roll_changes.change": SETTLES,
}
OURS = ("api", "declarations", "exchange", "knowledge_exchange", "members", "proposals", "voting")


def views(patterns=None):
    """Our views by the name of their address; those of the admin stand in its own test."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern):
            if getattr(pattern, "app_name", "") != "admin":
                yield from views(pattern.url_patterns)
            continue
        module = inspect.unwrap(pattern.callback).__module__
        if module.startswith((*OURS, "p2i_site")):
            yield pattern.callback


def takes_what_is_sent(view):
    """Does it read a form that was sent, or act on a button?"""
    plain = inspect.unwrap(view)
    source = inspect.getsource(plain if inspect.isroutine(plain) else type(plain))
    is_safe = "require_safe" in source or "require_GET" in source
    return not is_safe and any(
        word in source for word in ("POST", "is_valid", "_posted(", "service")
    )


def named(view):
    plain = inspect.unwrap(view)
    return f"{plain.__module__}.{getattr(plain, '__name__', type(plain).__name__)}"


def test_every_view_that_takes_a_form_does_it_once_or_says_why_not():
    taking = {named(view): view for view in views() if takes_what_is_sent(view)}
    unguarded = {name for name, view in taking.items() if not getattr(view, "is_once", False)}

    assert len(taking) > 50
    assert unguarded == set(EXCEPTIONS)


def test_in_the_admin_only_what_changes_a_row_can_be_sent_anew():
    """Django's own views go through the site when they are asked, ours when addresses are made."""
    unguarded = {
        pattern.callback.__name__
        for model_admin in admin.site._registry.values()
        for pattern in model_admin.get_urls()
        if not getattr(pattern.callback, "is_once", False)
        and not pattern.callback.__module__.startswith("django.")
    }

    assert unguarded <= SENT_ANEW | {"add_view"}
    assert admin.site.admin_view(admin.site._registry[Theme].add_view).is_once


def test_a_row_added_in_the_admin_twice_is_one(client, db):
    client.force_login(UserFactory(secretariat=True))
    address = reverse("admin:knowledge_exchange_theme_add")
    filled = form(client, address, name="Early engagement", slug="early")

    first = client.post(address, filled)
    second = client.post(address, filled)  # the same slug would be refused

    assert second["Location"] == first["Location"]
    assert Theme.objects.filter(name="Early engagement").count() == 1
