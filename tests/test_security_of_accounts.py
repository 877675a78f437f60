"""Passwords, codes, sessions and links: what opens an account, and what does not."""

import math
import re
import ssl

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowledge_exchange.discovery.services import subscribing
from members import tasks
from members.models import User
from members.register import lock_links
from members.register.sessions import SIGNED_IN
from members.tests.factories import UserFactory
from outbox.kinds import compose
from outbox.models import Mail
from outbox.smtp import EmailBackend

pytestmark = pytest.mark.django_db
PASSWORD = "nine grey herons at dusk"


@pytest.fixture
def person():
    user = UserFactory(email="dora@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, person):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/change/"])
def test_a_field_for_a_password_hides_it_and_lets_programs_fill_it_in(client, person, path):
    if "change" in path:
        client.force_login(person)
    fields = re.findall(r"<input[^>]*password[^>]*>", client.get(path).content.decode())

    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "maxlength" not in field
        assert "onpaste" not in field


def test_a_long_password_counts_to_its_last_character(client, person):
    long = " Ünd sieben Störche, leis' im Nebel " * 3
    assert len(long) > 64
    form = {"oldpassword": PASSWORD, "password1": long, "password2": long}
    client.force_login(person)
    client.post("/accounts/password/change/", form)

    tried = [long, long[:-1], long.strip(), long.upper(), long.lower()]
    is_right = [bool(authenticate(username=person.email, password=word)) for word in tried]

    assert is_right == [True, False, False, False, False]


def test_a_password_is_changed_only_by_who_knows_it(client, person):
    client.force_login(person)
    new = "ten grey herons at dawn"
    for old in ({}, {"oldpassword": "something else"}):
        client.post("/accounts/password/change/", {**old, "password1": new, "password2": new})

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def code_of_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_code_of_an_app_opens_once(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    code, doors = code_of_now(secret), [Client(), Client()]
    for door in doors:
        sign_in(door, person)
        door.post("/accounts/2fa/authenticate/", {"code": code})

    assert [door.get("/accounts/preferences/").status_code for door in doors] == [200, 302]


def test_a_recovery_code_opens_once(person):
    TOTP.activate(person, generate_totp_secret())
    [code, *_others] = RecoveryCodes.activate(person).get_unused_codes()
    doors = [Client(), Client()]
    for door in doors:
        sign_in(door, person)
        door.post("/accounts/2fa/authenticate/", {"code": code})

    assert [door.get("/accounts/preferences/").status_code for door in doors] == [200, 302]


def test_nothing_that_others_may_know_stands_in_for_a_password(client):
    asked = re.findall(
        r'<input[^>]*name="(\w+)"', client.get("/accounts/password/reset/").content.decode()
    )

    assert set(asked) == {"csrfmiddlewaretoken", "form_stamp", "email"}
    assert {"hint", "question", "answer"} & {
        field.name for field in User._meta.get_fields()
    } == set()


@pytest.mark.parametrize("path", ["/", "/accounts/preferences/", "/accounts/browsers/", "/admin/"])
def test_every_page_of_a_signed_in_person_has_the_way_out(client, path):
    client.force_login(UserFactory(secretariat=True))

    assert f'action="{reverse("account_logout")}"' in client.get(path).content.decode()


def test_letters_go_only_to_a_mail_server_whose_certificate_holds():
    context = EmailBackend(host="mail.example.org", use_tls=True).ssl_context

    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_a_new_password_by_link_does_not_pass_the_second_step_by(client, person, monkeypatch):
    monkeypatch.setattr(tasks.mail_password_links, "delay", tasks.mail_password_links)
    TOTP.activate(person, generate_totp_secret())
    client.post("/accounts/password/reset/", {"email": person.email})
    text = compose(Mail.objects.get(), timezone.now()).text
    link = re.search(r"http://testserver(\S+/key/\S+)", text)[1]
    page = client.get(link, follow=True)
    new = "ten grey herons at dawn"

    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    person.refresh_from_db()
    assert person.check_password(new)
    assert client.get("/accounts/preferences/").status_code == 302
    assert Client().get(link, follow=True).context["token_fail"]


def test_the_number_of_a_session_cannot_be_guessed_and_stands_in_no_address(client, person):
    sign_in(client, person)
    number = client.cookies["sessionid"].value

    assert len(number) * math.log2(36) > 128
    assert SessionStore(number).exists(number)
    assert client.get(f"/accounts/preferences/?sessionid={number}").status_code == 200
    assert Client().get(f"/accounts/preferences/?sessionid={number}").status_code == 302


def test_a_signed_link_opens_nothing_of_another_kind(person):
    of_lock, of_subscription = lock_links.token_for(person), signing.Signer().sign(str(person.pk))

    assert lock_links.user_of(of_lock) == person
    assert lock_links.user_of(of_subscription) is None
    assert lock_links.user_of(signing.dumps([person.pk, 0])) is None
    assert subscribing.by_token(of_lock) is None
    assert subscribing.by_token(of_subscription) is None


def test_a_signed_link_is_over_some_time(person, monkeypatch):
    token = lock_links.token_for(person)
    monkeypatch.setattr(lock_links, "LASTS", -1)

    assert lock_links.user_of(token) is None


def test_nothing_but_signing_in_begins_a_session_of_a_person(client):
    """No address signs in by being looked at."""
    for name in ("login", "reset_password", "signup", "inactive"):
        client.get(reverse(f"account_{name}"))

    assert SIGNED_IN not in client.session
