"""What is refused before anything else of the request is read, and without the database."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.tests.factories import UserFactory
from p2i_site import middleware

HUGE = "9" * 5000


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *args):
        raise AssertionError("the body was read")

    readline = read


def post(client, **headers):
    return client.generic("POST", "/join/apply/", **{"wsgi.input": Unread(), **headers})


def test_a_body_too_large_is_refused_unread(client, settings):
    assert settings.REQUEST_MAX_BYTES < 30 * 2**20
    refused = post(client, CONTENT_LENGTH=str(30 * 2**20))

    assert refused.status_code == 413
    shown = refused.content.decode()
    assert "What you sent has 30.0\xa0MB." in shown
    assert "A file may have up to 20.0\xa0MB." in shown
    assert '<a href="/join/apply/">' in shown
    assert "Content-Security-Policy" in refused.headers


def test_a_way_back_never_leads_to_another_site(rf):
    request = rf.post("/join/apply/")
    request.path, request.META["CONTENT_LENGTH"] = "//evil.example/x", str(30 * 2**20)

    refused = middleware.bounded_body(lambda request: "answered")(request)

    assert '<a href="/%2Fevil.example/x">' in refused.content.decode()


def test_more_files_than_can_be_sent_at_once_are_told_so(client, db, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = [SimpleUploadedFile(f"{number}.pdf", b"x") for number in range(3)]

    refused = client.post("/join/apply/", {"file": files})

    assert refused.status_code == 400
    assert "More than 2 files were sent at once." in refused.content.decode()
    assert '<a href="/join/apply/">' in refused.content.decode()


def test_a_body_without_a_length_is_refused_unread(client):
    refused = post(client, HTTP_TRANSFER_ENCODING="chunked")

    assert refused.status_code == 411
    assert "did not say how long it is" in refused.content.decode()


@pytest.mark.parametrize("length", ["", "0", "100", "no number"])
def test_other_bodies_go_on(rf, length):
    request = rf.post("/join/apply/")
    request.META["CONTENT_LENGTH"] = length

    assert middleware.bounded_body(lambda request: "answered")(request) == "answered"


def test_the_largest_file_fits(settings):
    assert settings.REQUEST_MAX_BYTES > settings.EVIDENCE_MAX_BYTES


def test_nothing_that_reads_a_body_comes_before_the_limit(settings):
    before = settings.MIDDLEWARE[: settings.MIDDLEWARE.index("p2i_site.middleware.bounded_body")]

    assert [name.rpartition(".")[2] for name in before] == [
        "numbered_requests",  # reads one header
        "counted_papers",  # GET only
        "cached_pages",  # GET only
        "CSPMiddleware",
        "XFrameOptionsMiddleware",
        "SecurityMiddleware",
        "WhiteNoiseMiddleware",
        "known_methods",
        "programs_by_https",
    ]


# --- Addresses that nobody types --------------------------------------------------------


@pytest.fixture
def superuser(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("address", ["/admin/auth/group/?name__exact=%00", "/%00/"])
def test_a_nul_in_an_address_is_a_bad_request(superuser, address):
    refused = superuser.get(address)

    assert refused.status_code == 400
    assert "This request was not understood" in refused.content.decode()


def test_a_program_is_told_so_in_the_words_of_the_api(client, db):
    refused = client.get("/api/v1/members?q=%00")

    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("model", ["voting_motion", "voting_ruleset", "outbox_mail"])
@pytest.mark.parametrize("key", [HUGE, "word"], ids=["huge", "word"])
def test_a_key_that_is_none_is_a_missing_page(superuser, model, key):
    assert superuser.get(reverse(f"admin:{model}_change", args=[key])).status_code == 404


# --- Proxies ----------------------------------------------------------------------------


@pytest.mark.parametrize("told, counted", [(None, 0), ("2", 2)])
def test_how_many_proxies_to_trust_comes_from_the_environment(tmp_path, told, counted):
    environment = {
        "SECRET_KEY": "k" * 60,
        "RECORD_SIGNING_KEY": f"{'A' * 43}=",
        "DATABASE_URL": "sqlite://:memory:",
        "EMAIL_URL": "memorymail://",
        "VAR_DIR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    if told:
        environment["TRUSTED_PROXY_COUNT"] = told
    code = "from p2i_site import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    printed = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert json.loads(printed) == counted


GUARDS = {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/votes/", "/nothing/", "/?%00", "/\0"])
@pytest.mark.parametrize("host", ["testserver", "foreign.example"])
def test_refusals_carry_the_headers_that_guard_every_page(client, path, host):
    answer = client.get(path, HTTP_HOST=host)

    assert answer.status_code == 400 or host == "testserver"
    assert set(answer.headers) >= GUARDS


@pytest.mark.django_db
def test_a_foreign_host_is_refused_with_them_behind_https_too(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/", HTTP_HOST="foreign.example")

    assert answer.status_code == 400
    assert {"Content-Security-Policy", "X-Frame-Options"} <= set(answer.headers)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_methods_that_no_page_has_are_refused(client, method):
    answer = client.generic(method, "/contact/")

    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/members/", "/votes/", "/nothing/", "/accounts/2fa/"])
def test_what_a_signed_in_person_sees_stays_in_no_cache(client, path):
    client.force_login(UserFactory())

    kept = client.get(path)["Cache-Control"]

    assert {"private", "no-store"} <= set(kept.split(", "))


@pytest.mark.django_db
def test_what_everybody_sees_may_be_kept(client):
    assert "no-store" not in client.get("/").get("Cache-Control", "")
