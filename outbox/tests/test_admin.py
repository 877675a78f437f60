import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from common.tests.step_pages import confirm, press
from members.tests.factories import UserFactory
from outbox import kinds, services
from outbox.models import Mail, MailStatus
from outbox.tests.factories import MailFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:outbox_mail_changelist")


def page_of(mail):
    return reverse("admin:outbox_mail_change", args=[mail.pk])


def letter_of(mail):
    return reverse("admin:outbox_mail_letter", args=[mail.pk])


def settle(mail, how):
    return reverse("admin:outbox_mail_settle", args=[mail.pk, how])


@pytest.fixture
def secretariat(client):
    person = UserFactory(secretariat=True)
    client.force_login(person)
    return client


@pytest.fixture
def reader_only(client):
    """Staff who may read the mails and settle none."""
    person = UserFactory(staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_mail"))
    client.force_login(person)
    return client


# --- Who may ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "expected"),
    [("nobody", 302), ("person", 302), ("staff", 403), ("reader", 200), ("secretariat", 200)],
)
@pytest.mark.parametrize("address", [lambda mail: LIST, page_of, letter_of])
def test_only_who_may_see_mails_sees_them(client, who, expected, address):
    mail = MailFactory(sent=True)
    people = {
        "person": lambda: UserFactory(),
        "staff": lambda: UserFactory(staff=True),
        "reader": lambda: UserFactory(staff=True),
        "secretariat": lambda: UserFactory(secretariat=True),
    }
    if who in people:
        person = people[who]()
        if who == "reader":
            person.user_permissions.add(Permission.objects.get(codename="view_mail"))
        client.force_login(person)

    assert client.get(address(mail)).status_code == expected


@pytest.mark.parametrize("how", ["send-again", "arrived", "not-needed"])
def test_who_may_only_read_is_offered_no_way_to_settle_and_has_none(reader_only, how):
    mail = MailFactory(failed=True)

    assert settle(mail, how) not in reader_only.get(page_of(mail)).content.decode()
    assert reader_only.get(settle(mail, how)).status_code == 403
    assert reader_only.post(settle(mail, how)).status_code == 403
    assert reader_only.post(reverse("admin:outbox_mail_test_letter")).status_code == 403
    assert Mail.objects.get().status == MailStatus.FAILED


def test_mails_are_neither_added_nor_changed_nor_deleted_by_hand(secretariat):
    mail = MailFactory(sent=True)

    assert secretariat.get(reverse("admin:outbox_mail_add")).status_code == 403
    assert secretariat.get(reverse("admin:outbox_mail_delete", args=[mail.pk])).status_code == 403
    secretariat.post(page_of(mail), {"to": "other@example.org"})
    assert Mail.objects.get().to == mail.to


# --- One mail ---------------------------------------------------------------------------


def test_a_sent_mail_shows_the_text_as_it_left(secretariat):
    mail = MailFactory(sent=True)

    page = secretariat.get(page_of(mail)).content.decode()

    assert "The text as it left." in page
    assert letter_of(mail) in page


def test_a_waiting_mail_shows_what_it_would_say_now(secretariat):
    page = secretariat.get(page_of(MailFactory())).content.decode()

    assert "As it would read now" in page
    assert "Test letter: mail from the Network arrives" in page


@pytest.mark.parametrize(
    ("compose", "note"),
    [
        (lambda mail, now: None, "It would not be sent any more."),
        (lambda mail, now: 1 / 0, "The letter cannot be written at present (ZeroDivisionError)."),
    ],
)
def test_the_page_says_why_there_is_no_preview(secretariat, monkeypatch, compose, note):
    monkeypatch.setitem(kinds._KINDS, "outbox.test_letter", kinds.Kind(compose, False))
    mail = MailFactory()

    assert note in secretariat.get(page_of(mail)).content.decode()
    assert secretariat.get(letter_of(mail)).status_code == 404


def test_a_preview_shows_no_secret(secretariat, monkeypatch):
    letter = kinds.Letter("S", "Open s3cret", "<p>Open s3cret</p>", secrets=("s3cret",))
    kind = kinds.Kind(lambda mail, now: letter, False)
    monkeypatch.setitem(kinds._KINDS, "outbox.test_letter", kind)
    mail = MailFactory()

    for address in (page_of(mail), letter_of(mail)):
        page = secretariat.get(address).content.decode()
        assert "s3cret" not in page
        assert "Open •••" in page


def test_the_html_version_is_shut_off_from_the_site(secretariat):
    page = secretariat.get(letter_of(MailFactory(sent=True, html="<script>alert(1)</script>")))

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "address", ["/admin/outbox/mail/x/change/", "/admin/outbox/mail/0/change/"]
)
def test_a_mail_that_does_not_exist_is_not_found(secretariat, address):
    assert secretariat.get(address).status_code == 404


# --- Settling ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("send-again", MailStatus.QUEUED),
        ("arrived", MailStatus.SENT),
        ("not-needed", MailStatus.CANCELLED),
    ],
)
@pytest.mark.parametrize("state", ["failed", "in_doubt"])
def test_a_person_settles_a_mail_on_a_page_of_its_own(secretariat, state, how, status):
    mail = MailFactory(**{state: True})

    assert settle(mail, how) in secretariat.get(page_of(mail)).content.decode()
    assert secretariat.get(settle(mail, how)).status_code == 200
    assert Mail.objects.get().status != status

    press(secretariat, settle(mail, how))
    assert Mail.objects.get().status == status


def test_that_a_sent_mail_came_back_is_noted_on_a_page_of_its_own(secretariat):
    mail = MailFactory(sent=True)

    assert settle(mail, "came-back") in secretariat.get(page_of(mail)).content.decode()
    assert "is written to" in secretariat.get(settle(mail, "came-back")).content.decode()
    press(secretariat, settle(mail, "came-back"))

    assert Mail.objects.get().status == MailStatus.FAILED


def test_settling_twice_says_so_and_changes_nothing(secretariat):
    mail = MailFactory(in_doubt=True)
    again = secretariat.get(settle(mail, "send-again"))
    press(secretariat, settle(mail, "arrived"))

    page = confirm(secretariat, settle(mail, "send-again"), again).content.decode()

    assert "does not wait for a person any more" in page
    assert (
        "does not wait for a person any more"
        in secretariat.get(settle(mail, "arrived")).content.decode()
    )
    assert Mail.objects.get().status == MailStatus.SENT


def test_what_was_sent_at_once_is_not_offered_again(secretariat):
    mail = MailFactory(failed=True, kind="members.password_reset_key")

    page = secretariat.get(page_of(mail)).content.decode()

    assert settle(mail, "send-again") not in page
    assert settle(mail, "not-needed") in page


def test_there_are_no_other_ways_to_settle(secretariat):
    assert secretariat.post(settle(MailFactory(failed=True), "delete")).status_code == 404


def test_the_secretariat_sends_itself_a_test_letter(secretariat, clock, mailoutbox):
    page = secretariat.post(reverse("admin:outbox_mail_test_letter"), follow=True)
    clock.now = Mail.objects.get().due_at
    services.deliver_due(clock)

    assert page.status_code == 200
    [letter] = mailoutbox
    assert letter.subject == "Test letter: mail from the Network arrives"


def test_asking_for_a_test_letter_takes_a_button(secretariat):
    assert secretariat.get(reverse("admin:outbox_mail_test_letter")).status_code == 405
    assert not Mail.objects.exists()
