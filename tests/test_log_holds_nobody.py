"""No line of the log of a whole run holds an address, a token or a code.

What each of the flows below can leak is known to the test: it looks for that in every line, as the
log writes them. Lines of our own must hold nothing of it even before they are cleaned.
"""

import io
import logging

import pytest
from allauth.account.forms import default_token_generator
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail.backends import locmem
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api import services as tokens
from common.log_lines import LineFormatter
from members.applications import codes
from members.applications.tests.test_applicant_pages import owner_of
from members.register import lock_links
from members.register.services import accounts
from members.tests.factories import ApplicationFactory, UserFactory
from outbox.models import Mail
from outbox.services import delivering
from outbox.tasks import deliver_due
from outbox.tests.factories import MailFactory
from voting.models import CalendarFeed

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet otters swim"
OURS = [app for app in settings.INSTALLED_APPS if "." not in app and app.islower()]


class Lines(logging.StreamHandler):
    """Every line as it is written, and those of our own as they were said."""

    def __init__(self, form):
        super().__init__(io.StringIO())
        self.setFormatter(LineFormatter(form))
        self.said = []

    def emit(self, record):
        super().emit(record)
        if record.name.split(".")[0] in OURS:
            self.said.append(record.getMessage())

    @property
    def written(self):
        return self.stream.getvalue()


@pytest.fixture(params=["json", "text"])
def lines(request):
    handler, root = Lines(request.param), logging.getLogger()
    levels = {root: root.level}
    root.setLevel(logging.INFO)
    for name in [*OURS, "django_structlog"]:
        logger = logging.getLogger(name)
        levels[logger] = logger.level
        logger.setLevel(logging.DEBUG)
    middleware = logging.getLogger("traces.middleware")
    levels[middleware] = middleware.level
    middleware.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for logger, level in levels.items():
        logger.setLevel(level)


@pytest.fixture
def visitor(lines):
    """A browser whose forms are checked as everybody's are, and that goes on after a fault."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def holds_nothing(lines, *secrets):
    held = [secret for secret in secrets if secret in lines.written]
    said = [secret for secret in secrets for line in lines.said if secret in line]
    return not held and not said


def test_a_link_to_choose_a_password_is_in_no_line(lines, visitor):
    person = UserFactory(email="dora.private@example.org")
    key = default_token_generator.make_token(person)
    assert isinstance(default_token_generator, PasswordResetTokenGenerator)
    for found in (key, f"{key}x"):
        link = reverse("account_reset_password_from_key", args=["3", found])
        visitor.get(link)
        visitor.post(link, {"password1": PASSWORD})  # refused: no token of a form
    accounts.mail_password_link(person, now=timezone.now())
    deliver_due()

    assert "/accounts/password/reset/key/" in lines.written
    assert holds_nothing(lines, key, person.email, PASSWORD)


def test_an_applicants_link_and_code_are_in_no_line(lines, visitor):
    owner = owner_of(ApplicationFactory(contact_email="ada.private@example.org"))
    token = owner.link_token
    visitor.get(reverse("members:open_application", args=[token]))
    visitor.post(reverse("members:open_application", args=[token]))  # refused: no token of a form
    Client().post(reverse("members:open_application", args=[token]))
    owner.refresh_from_db()
    code = codes.code(owner)
    Client().post(reverse("members:enter_code", args=[token]), {"code": code})
    visitor.get(f"/join/open/{token}/gone")
    visitor.get(f"/elsewhere/{token}")
    deliver_due()

    assert "/join/open/" in lines.written
    assert holds_nothing(lines, token, owner.email)
    assert f" {code}" not in lines.written
    assert f'"{code}' not in lines.written


def test_a_link_that_locks_and_a_private_calendar_are_in_no_line(lines, visitor):
    person = UserFactory()
    lock = lock_links.token_for(person)
    visitor.post(reverse("members:lock_by_link", args=[lock]))
    visitor.get(reverse("members:lock_by_link", args=[f"{lock}x"]))
    feed = CalendarFeed.objects.create(
        user=person, token="Zk3vQ1xXb2N4c6M8w0aB", made_at=timezone.now()
    )
    visitor.get(reverse("voting:calendar_feed", args=[feed.token]))
    visitor.get(reverse("voting:calendar_feed", args=["Yk3vQ1xXb2N4c6M8w0aB"]))

    assert "/votes/calendar/" in lines.written
    assert holds_nothing(lines, lock, feed.token, "Yk3vQ1xXb2N4c6M8w0aB")


def test_a_token_of_the_api_is_in_no_line(lines, visitor):
    now = timezone.now()
    _token, secret = tokens.make(
        name="Sheet", days=5, by=UserFactory(secretariat=True), on=now.date()
    )
    for sent in (secret, f"{secret}x"):
        visitor.get("/api/v1/members", headers={"Authorization": f"Bearer {sent}"})
    visitor.get(f"/api/v1/members?token={secret}")
    visitor.get(f"/{secret}/")

    assert "/api/v1/members" in lines.written
    assert holds_nothing(lines, secret)


def test_a_failed_sign_in_and_what_was_typed_are_in_no_line(lines, visitor):
    person = UserFactory(email="dora.private@example.org")
    form = {"login": person.email, "password": PASSWORD}
    visitor.post(reverse("account_login"), form)
    Client().post(reverse("account_login"), form)
    visitor.get("/search/", {"q": person.email})
    Client(REMOTE_ADDR="192.0.2.77").post(reverse("account_login"), form)

    assert "/accounts/login/" in lines.written
    assert holds_nothing(lines, person.email, PASSWORD, "192.0.2.77")


class Silent(locmem.EmailBackend):
    """A mail server that names its readers when it is in trouble."""

    def send_messages(self, messages):
        raise OSError(f"cannot reach the mailbox of {messages[0].to[0]}")


def test_a_mail_server_in_trouble_names_no_reader_in_the_log(lines, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Silent"
    MailFactory(to="reader.private@example.org")
    deliver_due.apply()

    assert "the mail server cannot be used: OSError" in lines.written
    assert holds_nothing(lines, "reader.private@example.org")


def test_a_letter_that_cannot_be_written_names_no_reader_in_the_log(lines, monkeypatch):
    MailFactory(to="reader.private@example.org")

    def fail(mail, now):
        raise ValueError(f"no letter for {mail.to}")

    monkeypatch.setattr(delivering.kinds, "compose", fail)
    deliver_due()

    assert Mail.objects.get().status == "failed"
    assert "could not be written" in lines.written
    assert "ValueError" in lines.written
    assert holds_nothing(lines, "reader.private@example.org")


def test_a_fault_of_a_page_names_nobody_in_the_log(lines, visitor, monkeypatch):
    def fail(*arguments, **details):
        raise ValueError("no page for dora.private@example.org at /join/open/Zk3vQ1xXb2N4c6M8w0/")

    monkeypatch.setattr("p2i_site.views.pages.render", fail)
    answer = visitor.get("/contact/")

    assert answer.status_code == 500
    assert answer["X-Request-ID"] in lines.written
    assert "ValueError" in lines.written
    assert holds_nothing(lines, "dora.private@example.org", "Zk3vQ1xXb2N4c6M8w0")
