import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from members.register import tasks
from members.tests.factories import UserFactory
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-secret"


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """Who asks for a link gets it by a worker; there is none here."""
    monkeypatch.setattr(tasks.mail_password_links, "delay", tasks.mail_password_links)


@pytest.fixture
def person():
    user = UserFactory(email="dora@example.org", name="Dora")
    user.set_password(PASSWORD)
    user.save()
    return user


def mailed_link(client, email):
    client.post("/accounts/password/reset/", {"email": email})
    letter = compose(Mail.objects.get(), timezone.now())
    return re.search(r"http://testserver(\S+/key/\S+)", letter.text).group(1)


def heading(response):
    return re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.S).group(1).strip()


@pytest.mark.parametrize(
    "address, title",
    [
        ("login/", "Sign in"),
        ("password/reset/", "Choose a new password"),
        ("password/reset/done/", "Look into your email"),
        ("password/reset/key/3-odd/", "This link no longer works"),
        ("password/reset/key/done/", "Your password is saved"),
        ("signup/", "Accounts come by invitation"),
        ("inactive/", "This account is locked"),
    ],
)
def test_pages_before_the_login_speak_our_words(client, address, title):
    assert heading(client.get(f"/accounts/{address}")) == title


@pytest.mark.parametrize(
    "address, title",
    [
        ("logout/", "Sign out?"),
        ("password/change/", "Change your password"),
        ("reauthenticate/", "Confirm that it is you"),
        ("2fa/", "Passkeys and second step"),
    ],
)
def test_pages_behind_the_login_speak_our_words(client, person, address, title):
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert heading(client.get(f"/accounts/{address}")) == title


def test_a_failed_login_is_summed_up_at_the_top(client, person):
    page = client.post("/accounts/login/", {"login": person.email, "password": "wrong"})

    assert "There is 1 problem" in page.content.decode()


def test_logging_in_is_confirmed_in_our_words(client, person):
    page = client.post(
        "/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True
    )

    assert "You are signed in as Dora." in page.content.decode()


def test_the_link_opens_a_page_that_fits_a_first_password_too(client, person):
    link = mailed_link(client, person.email)

    assert heading(client.get(link, follow=True)) == "Choose your password"


def test_two_step_login_is_turned_on_after_the_password_is_asked_again(client, person):
    client.force_login(person)
    asked = client.get("/accounts/2fa/totp/activate/", follow=True)

    page = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)

    assert heading(asked) == "Confirm that it is you"
    assert heading(page) == "Turn on codes from an app"
    assert '<img class="qr" src="data:image/svg+xml' in page.content.decode()


def test_with_two_steps_the_login_asks_for_the_code(client, person):
    TOTP.activate(person, generate_totp_secret())

    page = client.post(
        "/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True
    )

    assert heading(page) == "The second step"


def test_recovery_codes_and_the_way_back_speak_our_words(client, person):
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    pages = {
        address: client.get(f"/accounts/2fa/{address}")
        for address in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/")
    }

    assert [heading(page) for page in pages.values()] == [
        "Passkeys and second step",
        "Recovery codes",
        "Make recovery codes",
        "Turn off codes from an app?",
    ]
    assert "10 of 10 codes are left." in pages["recovery-codes/"].content.decode()
