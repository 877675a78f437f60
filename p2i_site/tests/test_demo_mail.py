from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import RequestFactory

from members.tests.factories import UserFactory
from outbox import services as outbox
from p2i_site import demo_mail, views


@pytest.fixture
def anonymous():
    request = RequestFactory().get("/demo/mails/")
    request.user = AnonymousUser()
    return request


def send(folder, *subjects):
    connection = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(folder)
    )
    letters = [
        EmailMultiAlternatives(subject, "Text of\nhttps://example.org/open/1/", to=["a@b.example"])
        for subject in subjects
    ]
    for letter in letters:
        letter.attach_alternative("<p>HTML</p>", "text/html")
    connection.send_messages(letters)


def test_mails_are_read_back_with_their_text(tmp_path):
    send(tmp_path, "Größe und ein recht langer Betreff, der über eine Zeile des Kopfes hinausgeht")

    (mail,) = demo_mail.read(tmp_path, limit=10)

    assert mail.subject.startswith("Größe und ein recht langer Betreff, der über eine Zeile")
    assert mail.to == "a@b.example"
    assert mail.text.splitlines() == ["Text of", "https://example.org/open/1/"]
    assert mail.date.tzinfo is UTC


def test_one_file_may_hold_several_mails_and_the_newest_are_kept(tmp_path):
    send(tmp_path, "first", "second", "third")

    assert len(demo_mail.read(tmp_path, limit=10)) == 3
    assert len(demo_mail.read(tmp_path, limit=2)) == 2


def test_no_folder_is_no_mail(tmp_path):
    assert demo_mail.read(tmp_path / "missing", limit=10) == []


def test_the_page_makes_links_clickable(settings, tmp_path, anonymous, db):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send(tmp_path, "A link")

    page = views.demo_mailbox(anonymous).content.decode()

    assert '<a href="https://example.org/open/1/"' in page


def test_the_page_says_how_the_first_mail_comes(settings, anonymous, db):
    settings.EMAIL_FILE_PATH = ""

    assert "No email yet" in views.demo_mailbox(anonymous).content.decode()


def test_what_left_in_the_demos_past_is_dated_then(settings, tmp_path, anonymous, db):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    then, user = datetime(2026, 3, 2, 9, tzinfo=UTC), UserFactory()
    outbox.send_test_letter(by=user, now=then)
    outbox.deliver_due(lambda: then)
    send(tmp_path, "Of today")

    page = views.demo_mailbox(anonymous).content.decode()

    assert "2 March 2026" in page.partition("Of today")[2]


def test_the_page_shows_so_many_and_leads_to_the_others(settings, tmp_path, rf, db):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send(tmp_path, *(f"Letter {number}." for number in range(25)))

    first, second = (shown(rf, query) for query in ("", "page=2"))

    assert (first.count("<details"), second.count("<details")) == (20, 5)
    assert "page=2" in first
    assert "25 of 25 emails" in first


@pytest.mark.parametrize(
    "words, found", [("LETTER 3.", 1), ("a@b.example", 4), ("open/1 letter", 4), ("nothing", 0)]
)
def test_letters_are_found_by_words_and_address(settings, tmp_path, rf, db, words, found):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send(tmp_path, *(f"Letter {number}." for number in range(4)))

    page = shown(rf, urlencode({"q": words}))

    assert page.count("<details") == found
    assert ("No results for" in page) is (found == 0)


def shown(rf, query):
    request = rf.get(f"/demo/mails/?{query}")
    request.user = AnonymousUser()
    return views.demo_mailbox(request).content.decode().partition("<main")[2]


def test_outside_a_demonstration_there_is_no_such_page(client, db):
    assert client.get("/demo/mails/").status_code == 404
