"""Answers of the API, each held against the OpenAPI document by a validator that is not ours."""

import json
import re

from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from api import services
from api.document import document
from api.permissions import can_hold_tokens
from common.dates import network_day

ROOT = "/api/v1"


def get(client, path, status=200, **headers):
    """What the API gives at this address; the document must describe that very answer."""
    response = client.get(f"{ROOT}{path}", headers=headers)
    assert response.status_code == status, response.content
    found = json.loads(b"".join(response))
    media_type = "application/json" if status == 200 else "application/problem+json"
    assert response["Content-Type"].partition(";")[0] == media_type
    _validator(path.partition("?")[0], str(status), media_type).validate(found)
    return found


def _validator(path, status, media_type):
    told = json.loads(json.dumps(document()))
    way = next(ways for known, ways in told["paths"].items() if _is_at(f"{ROOT}{path}", known))
    schema = way["get"]["responses"][status]["content"][media_type]["schema"]
    return Draft202012Validator(
        {**schema, "components": told["components"]}, format_checker=FormatChecker()
    )


def _is_at(path, known):
    return re.fullmatch(re.sub(r"{\w+}", "[^/]+", known), path)


def names(found, key="slug"):
    return [item[key] for item in found["items"]]


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def carry_token(client, user):
    """From now on the client sends a token of this person, if they may have one."""
    if user and can_hold_tokens(user):
        today = network_day(timezone.now())
        _token, secret = services.make(name="Crawl", days=30, by=user, on=today)
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"


def addresses():
    """All of them that need nothing put in, the page for people as well."""
    return ["/api/", *(path for path in document()["paths"] if "{" not in path)]
