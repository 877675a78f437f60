"""What docs/security.md says of the whole site and no app shows by itself."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from whitenoise.media_types import MediaTypes

from members import tasks
from members.models import User
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
    user = UserFactory(email="dora@example.org", last_login=timezone.now())
    user.set_password(PASSWORD)
    user.save()
    return user


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


def test_so_does_a_drawing_of_ours(settings):
    kinds = MediaTypes(extra_types=settings.WHITENOISE_MIMETYPES)

    assert kinds.get_type("mark.svg") == "image/svg+xml; charset=utf-8"


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
    fields = {"login": person.email, "password": PASSWORD, "next": there}

    assert client.post("/accounts/login/", fields)["Location"] == "/"


def test_a_forged_host_stands_in_no_page_and_no_email(client, person, settings, monkeypatch):
    monkeypatch.setattr(tasks.mail_password_links, "delay", tasks.mail_password_links)
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
