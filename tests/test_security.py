"""What docs/security.md says of the whole site and no app shows by itself."""

import json
import math
import os
import re
import subprocess
import sys

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import global_settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from knowledge_exchange.discovery.services import subscribing
from members.models import User
from members.register import lock_links
from members.register.sessions import SIGNED_IN
from members.tests.factories import UserFactory
from outbox.kinds import compose
from outbox.models import Mail
from p2i_site.views import pages

pytestmark = pytest.mark.django_db
PASSWORD = "nine grey herons at dusk"
FOREIGN = "https://evil.example"
ON_HTTPS = {
    "SECRET_KEY": "k" * 60,
    "RECORD_SIGNING_KEY": f"{'A' * 43}=",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "memorymail://",
    "SITE_URL": "https://p2i.example.org",
}
TOLD = '''
import json, django
django.setup()
from django.conf import settings
from members.register.sign_in_adapter import COOKIE
from p2i_site.notices import NoticeCookie
names = """
DEBUG ALLOWED_HOSTS USE_X_FORWARDED_HOST SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS
SECURE_HSTS_INCLUDE_SUBDOMAINS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY
CSRF_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SESSION_COOKIE_DOMAIN
CSRF_COOKIE_DOMAIN SESSION_COOKIE_PATH CSRF_COOKIE_PATH
"""
told = {name: getattr(settings, name) for name in names.split()}
cookies = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME]
print(json.dumps({**told, "cookies": [*cookies, NoticeCookie.cookie_name, COOKIE]}))
'''


@pytest.fixture(scope="module")
def on_https(tmp_path_factory):
    """What the site in production is set to, with nothing but what it needs."""
    environment = {
        **ON_HTTPS,
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path_factory.mktemp("v")),
    }
    environment["DJANGO_SETTINGS_MODULE"] = "p2i_site.settings"
    done = subprocess.run(
        [sys.executable, "-c", TOLD], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture
def person():
    user = UserFactory(email="dora@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, person, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": person.email, "password": password, **more})


# --- What is set in production ----------------------------------------------------------


def test_every_cookie_is_of_this_host_alone_and_over_https(on_https):
    assert [name for name in on_https["cookies"] if not name.startswith("__Host-")] == []
    assert on_https["SESSION_COOKIE_SECURE"]
    assert on_https["CSRF_COOKIE_SECURE"]
    assert on_https["SESSION_COOKIE_DOMAIN"] is on_https["CSRF_COOKIE_DOMAIN"] is None
    assert on_https["SESSION_COOKIE_PATH"] == on_https["CSRF_COOKIE_PATH"] == "/"


def test_no_script_and_no_other_site_gets_at_a_cookie(on_https):
    assert on_https["SESSION_COOKIE_HTTPONLY"]
    assert on_https["CSRF_COOKIE_HTTPONLY"]
    assert on_https["SESSION_COOKIE_SAMESITE"] == on_https["CSRF_COOKIE_SAMESITE"] == "Lax"


def test_browsers_are_kept_to_https_for_a_year_with_all_names_below(on_https):
    assert on_https["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert on_https["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert on_https["SECURE_SSL_REDIRECT"]


def test_without_a_word_of_it_nothing_is_debugged_and_one_host_is_answered(on_https):
    assert on_https["DEBUG"] is False
    assert on_https["ALLOWED_HOSTS"] == ["p2i.example.org"]
    assert on_https["USE_X_FORWARDED_HOST"] is False


def test_passwords_are_stretched_as_is_advised_today():
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.digest().name == "sha256"
    assert PBKDF2PasswordHasher.iterations >= 600_000


def test_no_account_is_there_from_the_beginning():
    assert not User.objects.exists()


# --- What every answer carries ----------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/nothing/", "/accounts/login/", "/admin/", "/api/v1/members"]
)
def test_the_policy_lets_browsers_run_and_show_what_is_ours(client, path):
    said = client.get(path)["Content-Security-Policy"]
    policy = {name: rest for name, _blank, rest in (one.partition(" ") for one in said.split("; "))}

    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/health/", "/votes/"])
def test_no_page_is_read_by_other_sites(client, path):
    answer = client.get(path, headers={"origin": FOREIGN})

    assert [name for name in answer.headers if name.startswith("Access-Control-")] == []


@pytest.mark.parametrize(
    "path",
    ["/", "/robots.txt", "/.well-known/security.txt", "/sitemap.xml", "/feeds/papers.atom"]
    + ["/oai/?verb=Identify", "/exchange/services.csv", "/nothing/"],
)
def test_whatever_is_text_says_in_which_letters(client, path):
    assert "charset=utf-8" in client.get(path)["Content-Type"].lower()


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/static/", "/manage.py", "/private/"])
def test_no_folder_of_the_server_is_shown(client, path):
    assert client.get(path).status_code == 404


def test_a_fault_of_ours_tells_nothing_of_it(client, monkeypatch):
    def fails(*args):
        raise RuntimeError("postgres://p2i:word@database")

    monkeypatch.setattr(pages.presence, "places", fails)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    shown = answer.content.decode()
    assert [word for word in ("postgres", "Traceback", "RuntimeError") if word in shown] == []


@pytest.mark.parametrize("path", ["/api/v1/members", "/votes/calendar/abc.ics"])
def test_a_program_that_asks_in_clear_is_told_so_and_not_led_on(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == 403
    assert client.get("/contact/").status_code == 301


# --- Forms of other sites, and addresses of theirs --------------------------------------


def exempt_views(patterns, before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from exempt_views(pattern.url_patterns, address)
        elif getattr(pattern.callback, "csrf_exempt", False):
            yield address


def test_only_what_writes_nothing_or_is_signed_takes_a_form_without_its_token():
    exempt = {
        address
        for address in exempt_views(get_resolver().url_patterns)
        if not address.startswith("api/v1/")  # for reading, and not by a cookie: see api/tests
    }

    assert exempt == {
        "oai/",
        "knowledge-exchange/subscriptions/<str:token>/unsubscribe/",
    }


@pytest.mark.parametrize(
    "path", ["/accounts/preferences/", "/accounts/browsers/", "/accounts/logout/"]
)
def test_a_form_of_another_site_changes_nothing(person, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    client.post(path, {"name": "Somebody else"}, headers={"origin": FOREIGN})

    person.refresh_from_db()
    assert person.name != "Somebody else"
    assert client.get("/accounts/preferences/").status_code == 200


@pytest.mark.parametrize(
    "there", [FOREIGN, "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_no_other_site(client, person, there):
    assert sign_in(client, person, next=there)["Location"] == "/"


def test_a_forged_host_stands_in_no_page_and_no_email(client, person, settings):
    settings.ALLOWED_HOSTS = ["*"]
    forged = {"host": "evil.example", "x-forwarded-host": "evil.example"}

    client.post("/accounts/password/reset/", {"email": person.email}, headers=forged)

    assert "evil.example" not in compose(Mail.objects.get(), timezone.now()).text


def test_what_belongs_into_a_form_is_not_taken_from_the_address(client, person):
    client.post(f"/accounts/login/?login={person.email}&password={PASSWORD}")

    assert client.get("/accounts/preferences/").status_code == 302


def test_fields_that_a_form_does_not_have_are_not_written(client, person):
    client.force_login(person)

    client.post(
        "/accounts/preferences/",
        {
            "name": "Dora",
            "is_staff": "on",
            "is_superuser": "on",
            "email": "eve@example.org",
            "pk": 1,
        },
    )

    person.refresh_from_db()
    assert person.name == "Dora"
    assert not person.is_staff
    assert not person.is_superuser
    assert person.email == "dora@example.org"


# --- Passwords, codes, sessions, links --------------------------------------------------


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


def test_a_new_password_by_link_does_not_pass_the_second_step_by(client, person):
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
