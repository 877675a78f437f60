"""Everything about one person, found by walking the models: a ZIP with JSON and a page to read.

A new table is in it by itself. A row counts if it names the person by key or holds their address.
Its words are given where the person wrote them or they are about them; of what a person only
settled for others, that and when they did. Secrets are nobody's to read, and other people are not
named.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.accounts import User

SECRET = {
    "members.User": {"password", "name_words"},
    "members.Application": {"search_text"},
    "voting.Ballot": {"salt", "words_salt", "form_token", "receipt"},
    "voting.CalendarFeed": {"token"},
    "api.Token": {"sha256"},
    "mfa.Authenticator": {"data"},
    "usersessions.UserSession": {"session_key", "data"},
    "account.EmailConfirmation": {"key"},
    "proposals.Proposal": {"facts", "details"},  # of whom it is about, not of who proposed it
    "outbox.Mail": {"details", "html", "key", "message_id"},
}
# By these the person wrote the row, or it is about them; any other says that they settled it.
OWN = {
    *("user", "by", "asked_by", "cast_by", "proposed_by", "drafted_by", "prepared_by"),
    *("planned_by", "answered_by", "saved_by", "submitted_by", "started_by", "opened_by"),
}
NAMES_PEOPLE = ("members.User", "members.Collaborator")


@dataclass(frozen=True)
class Section:
    """The rows of one table, each as pairs of a label and a value in words."""

    label: str
    rows: list[list[tuple[str, str]]]


def sections(*, user: User | None, email: str) -> list[Section]:
    found = []
    for model in apps.get_models():
        rows = [_written(row, fields, user) for row, fields in _rows(model, user, email)]
        if rows:
            found.append(Section(str(model._meta.verbose_name_plural), rows))
    return found


def archive(sections: Iterable[Section], *, whose: str, now: datetime) -> bytes:
    """`data.json` for programs and `index.html` for people; both say the same."""
    sections = list(sections)
    told = {
        "person": whose,
        "made_at": now.isoformat(),
        "site": settings.SITE_URL,
        "data": {section.label: [dict(row) for row in section.rows] for section in sections},
    }
    page = {"sections": sections, "whose": whose, "now": now, "name": settings.NETWORK_NAME}
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
        file.writestr("index.html", render_to_string("personal_data.html", page))
    return content.getvalue()


Fields = list["models.Field[Any, Any]"]


def _rows(
    model: type[models.Model], user: User | None, email: str
) -> Iterator[tuple[models.Model, Fields]]:
    """Each row once, with the fields of it that are given."""
    every = list(model._meta.concrete_fields)
    secret = SECRET.get(model._meta.label, set())
    shown = [field for field in every if field.name not in secret]
    facts = [field for field in shown if not _holds_words(field)]
    seen = set()
    for query, fields in _ways(model, every, shown, facts, user, email):
        for row in model._base_manager.filter(query).order_by("pk"):
            if row.pk not in seen:
                seen.add(row.pk)
                yield row, fields


def _ways(
    model: type[models.Model],
    every: Fields,
    shown: Fields,
    facts: Fields,
    user: User | None,
    email: str,
) -> Iterator[tuple[models.Q, Fields]]:
    """How a row is the person's, those by which all of it is given first."""
    if user is not None:
        if model is get_user_model():
            yield models.Q(pk=user.pk), shown
        own = [field for field in every if field.related_model is get_user_model()]
        for field in sorted(own, key=lambda field: field.name not in OWN):
            yield models.Q(**{field.name: user}), shown if field.name in OWN else facts
    for field in every:
        if isinstance(field, models.EmailField):
            role = field.name.removesuffix("email")
            named = [each for each in shown if role and each.name.startswith(role)]
            kept = [each for each in facts if not each.is_relation]
            number = [each for each in shown if each.name == "reference"]
            yield models.Q(**{field.name: email}), [*number, *named, *kept] if role else shown


def _holds_words(field: "models.Field[Any, Any]") -> bool:
    is_text = isinstance(
        field, models.CharField | models.TextField | models.JSONField | models.BinaryField
    )
    return is_text and not field.choices


def _written(row: models.Model, fields: Fields, user: User | None) -> list[tuple[str, str]]:
    told = ((str(field.verbose_name), _value(row, field, user)) for field in fields)
    return [(label, value) for label, value in told if value]


def _value(row: models.Model, field: "models.Field[Any, Any]", user: User | None) -> str:
    value = getattr(row, field.attname)
    if value in (None, "", [], {}):
        return ""
    if field.is_relation:
        if field.related_model is get_user_model():
            return _("you") if user and value == user.pk else _("another person")
        if field.related_model._meta.label in NAMES_PEOPLE:  # type: ignore[union-attr]
            return _("another person")
        return str(getattr(row, field.name))
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
