"""Guessing passwords is slow, shuts nobody out, and an address is not changed by its owner."""

from datetime import timedelta

import pytest
from allauth.account import app_settings
from django.urls import reverse

from members.register import tasks
from members.register.services import accounts
from members.tests.factories import NOW, UserFactory
from outbox.models import Mail
from p2i_site.views import errors

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-secret"
EMAIL = "dora@example.org"


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """Who asks for a link gets it by a worker; there is none here."""
    monkeypatch.setattr(tasks.mail_password_links, "delay", tasks.mail_password_links)


@pytest.fixture
def person():
    user = UserFactory(email=EMAIL, name="Dora")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, password, address="192.0.2.1", email=EMAIL, **headers):
    fields = {"login": email, "password": password}
    response = client.post("/accounts/login/", fields, REMOTE_ADDR=address, **headers)
    return response.status_code == 302


def test_wrong_passwords_from_one_address_do_not_shut_the_person_out(client, person):
    for _attempt in range(40):
        log_in(client, "wrong", "198.51.100.9")

    assert log_in(client, PASSWORD, "192.0.2.1")


def test_whoever_guesses_is_soon_not_listened_to(client, person):
    for _attempt in range(10):
        log_in(client, "wrong", "198.51.100.9")

    assert not log_in(client, PASSWORD, "198.51.100.9")


def test_whoever_must_wait_to_sign_in_reads_how_long(client, person, settings):
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"].startswith("10/5m/ip,30/h/")
    for _attempt in range(10):
        log_in(client, "wrong")

    fields = {"login": EMAIL, "password": PASSWORD}
    shown = client.post("/accounts/login/", fields, REMOTE_ADDR="192.0.2.1").content.decode()

    assert "too many attempts to sign in. Try again in 5 minutes" in shown


def test_the_forms_that_are_answered_so_are_counted_by_the_minute():
    limits = app_settings.RATE_LIMITS
    pages = ("login", "reset_password_from_key", "change_password", "reauthenticate")
    assert {limits[page].split("/")[1] for page in pages} == {"m"}
    assert errors.A_MINUTE == 60


def test_guessing_at_many_logins_counts_together(client, person):
    for number in range(10):
        log_in(client, "wrong", "198.51.100.9", email=f"somebody{number}@example.org")

    assert not log_in(client, PASSWORD, "198.51.100.9")


@pytest.mark.parametrize("limit", [30, pytest.param(300, marks=pytest.mark.slow)])
def test_guessing_from_many_addresses_is_limited_too(client, person, settings, limit):
    limits = settings.ACCOUNT_RATE_LIMITS["login_failed"]
    assert limits.endswith(",300/h/key")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": limits.replace("300/", f"{limit}/")}

    for number in range(limit):
        log_in(client, "wrong", f"198.51.{number // 5}.9")

    assert not log_in(client, PASSWORD, "192.0.2.1")


def test_behind_a_proxy_each_visitor_counts_alone(client, person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        # What stands before the proxy's own entry is the visitor's invention.
        claimed = f"203.0.113.{number}, 198.51.100.9"
        log_in(client, "wrong", "127.0.0.1", HTTP_X_FORWARDED_FOR=claimed)

    assert not log_in(client, PASSWORD, "127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9")
    assert log_in(client, PASSWORD, "127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1")


@pytest.mark.parametrize("address", ["", "email/", "confirm-email/", "confirm-email/key/"])
@pytest.mark.parametrize("logged_in", [True, False])
def test_there_is_no_page_to_change_ones_address(client, person, address, logged_in):
    if logged_in:
        client.force_login(person)
    fields = {"email": "other@example.org", "action_add": ""}

    assert client.get(f"/accounts/{address}").status_code == 404
    assert client.post(f"/accounts/{address}", fields).status_code == 404
    person.refresh_from_db()
    assert person.email == EMAIL


def test_a_password_is_changed_and_the_new_one_opens(client, person):
    client.force_login(person)
    new = "another-long-secret"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    client.post("/accounts/password/change/", fields)

    client.logout()
    assert log_in(client, new)


def test_a_login_without_a_password_sets_one(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)

    asked = client.get("/accounts/password/change/")

    assert asked["Location"] == reverse("account_set_password")
    assert client.get(asked["Location"]).status_code == 200


def test_a_closed_login_is_told_so(client, person):
    person.is_active = False
    person.save()

    answer = client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD}, follow=True)

    assert answer.status_code == 200
    assert "Sign out" not in answer.content.decode()


def test_asking_for_a_new_password_again_is_answered_the_same_whatever_the_address(
    client, person, monkeypatch
):
    monkeypatch.setattr("common.asking.show_time", lambda instant: "14:05 CET")
    said = []
    for email in (EMAIL, "nobody@example.org"):
        first = client.post("/accounts/password/reset/", {"email": email}, follow=True)
        assert "You asked at" in first.content.decode()
        again = client.post("/accounts/password/reset/", {"email": email})
        assert again.status_code == 200
        said.append(again.context["form"].errors["email"])

    assert said[0] == said[1]
    assert "You can ask again at" in said[0][0]
    assert Mail.objects.count() == 1


def test_one_login_gets_few_links_for_a_password_in_a_day(person):
    for minute in range(0, 60, 2):
        now = NOW + timedelta(minutes=minute)
        accounts.mail_password_link_to_stranger(person, now=now)
    assert Mail.objects.count() == 10

    accounts.mail_password_link(person, now=NOW + timedelta(hours=2))  # by the secretariat
    assert Mail.objects.count() == 11
