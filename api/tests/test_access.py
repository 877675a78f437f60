"""What holds for every address."""

from types import SimpleNamespace
from typing import get_args

import pytest
from django.urls import reverse
from openapi_spec_validator import OpenAPIV31SpecValidator
from redis.exceptions import RedisError

from api import schemas, throttling
from api.document import document
from api.endpoints import api
from api.tests.reading import bearer, get
from common.countries import REGIONS
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db
MEMBERS = "/api/v1/members"
INSIDE = "/api/v1/motions"


def test_the_document_is_openapi_3_1(client):
    told = client.get("/api/v1/openapi.json").json()

    assert told["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(told).validate()


def test_every_address_is_in_the_document_and_on_the_page(client):
    page = client.get(reverse("api:about")).content.decode()

    assert len(document()["paths"]) == 10
    assert [path for path in document()["paths"] if path not in page] == []
    assert "<script>" not in page


def test_the_document_knows_every_region():
    assert get_args(schemas.Region) == tuple(REGIONS)


def test_what_has_not_changed_is_not_sent_again(client):
    CentreFactory(member=True)
    etag = client.get(MEMBERS)["ETag"]

    same = client.get(MEMBERS, headers={"If-None-Match": etag})
    CentreFactory(member=True)
    changed = client.get(MEMBERS, headers={"If-None-Match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert same["ETag"] == etag
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_head_tells_the_same_without_the_body(client):
    full, head = client.get(MEMBERS), client.head(MEMBERS)

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == full["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)(MEMBERS)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["", "nothing", "members/", "motions/1"])
def test_what_is_not_there_is_said_as_a_problem(client, path):
    response = client.get(f"/api/v1/{path}")

    assert response.status_code == 404
    assert response.json()["title"] == "Not Found"


def test_pages_of_other_sites_read_the_public_part_only(client, token_for):
    token = token_for(RepresentativeFactory().user)
    inside = client.get(INSIDE, headers=bearer(token))

    assert client.get(MEMBERS)["Access-Control-Allow-Origin"] == "*"
    assert client.options(MEMBERS)["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert inside.status_code == 200
    assert "Access-Control-Allow-Origin" not in inside
    assert "private" in inside["Cache-Control"]
    assert "Authorization" in inside["Vary"]
    assert client.options(INSIDE).status_code == 405


def test_a_cookie_opens_nothing(client):
    client.force_login(UserFactory(secretariat=True))

    get(client, "/motions", 401)


def test_whoever_asks_too_often_waits(client, monkeypatch):
    monkeypatch.setattr(api.throttle, "most", 1)
    monkeypatch.setattr(throttling.time, "time", lambda: 90.0)
    assert client.get(MEMBERS).status_code == 200

    refused = client.get(MEMBERS)

    assert refused.status_code == 429
    assert refused["Retry-After"] == "30"
    assert refused.json()["status"] == 429
    assert client.get(MEMBERS, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_a_counter_that_does_not_answer_keeps_nobody_out(client, monkeypatch):
    def broken(*args, **kwargs):
        raise RedisError("no connection")

    monkeypatch.setattr(throttling, "cache", SimpleNamespace(add=broken))

    assert client.get(MEMBERS).status_code == 200
