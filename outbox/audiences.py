"""Whom a letter to many can go to: each app registers its own choices in `ready()`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from common.accounts import User
from common.admin.steps import Text
from outbox.models import Circular

PREFIX = "to"
Choices = Mapping[str, list[str]]  # what was chosen in an audience's form, as it was sent


@dataclass(frozen=True)
class Addressee:
    """Somebody to write to: a person who signs in here, or an address and a name."""

    to: str
    name: str
    user: User | None = None


def with_sign_in(people: Iterable[User]) -> list[Addressee]:
    return [Addressee(person.email, str(person), person) for person in people]


@dataclass(frozen=True, kw_only=True)
class Audience:
    """One way to choose people.

    `people(now, **chosen)` are those whom the `form`'s cleaned data mean, `whom(**chosen)` says it
    in words that stand in the letter. `only_while` they still are among them when it leaves, they
    get it: for what they may have done meanwhile. Of a reminder people can opt out.
    """

    name: str
    label: Text
    hint: Text
    form: type[forms.Form]
    people: Callable[..., Iterable[Addressee]]
    whom: Callable[..., str]
    only_while: bool = False
    is_reminder: bool = False


@dataclass(frozen=True)
class Reached:
    """Whom it goes to, once each, by name; and those who get nothing, whoever chose them."""

    people: list[Addressee]
    locked: list[Addressee]
    unwilling: list[Addressee]  # to be reminded


_audiences: dict[str, Audience] = {}


def register(*audiences: Audience) -> None:
    """They are offered in the order of INSTALLED_APPS."""
    for audience in audiences:
        _audiences[audience.name] = audience


def every() -> list[Audience]:
    return list(_audiences.values())


def find(name: str) -> Audience | None:
    return _audiences.get(name)


def form_of(audience: Audience, choices: Choices | None = None) -> forms.Form:
    """The audience's form, empty or as it was filled in."""
    if choices is None:
        return audience.form(prefix=PREFIX)
    sent = MultiValueDict({f"{PREFIX}-{name}": values for name, values in choices.items()})
    return audience.form(sent, prefix=PREFIX)


def choices_in(form: forms.Form, sent: QueryDict) -> dict[str, list[str]]:
    return {name: sent.getlist(form.add_prefix(name)) for name in form.fields}


def reached(circular: Circular, now: datetime) -> Reached:
    """Whom it would go to now. Nobody where what was chosen is no longer there."""
    audience = find(circular.audience)
    chosen = _chosen(audience, circular.choices) if audience else None
    if audience is None or chosen is None:
        return Reached([], [], [])
    by_address = {one.to.casefold(): one for one in audience.people(now, **chosen)}
    everybody = sorted(by_address.values(), key=lambda one: (one.name.casefold(), one.to))
    locked = [one for one in everybody if one.user and not one.user.is_active]
    unwilling = [
        one
        for one in everybody
        if audience.is_reminder and one.user and not one.user.wants_reminders and one not in locked
    ]
    left_out = {*locked, *unwilling}
    return Reached([one for one in everybody if one not in left_out], locked, unwilling)


def is_among(circular: Circular, to: str, now: datetime) -> bool:
    """Whether somebody is still one of those whom it is for; asked once for all of its letters."""
    kept = vars(circular).setdefault("_reached", {})
    if now not in kept:
        kept[now] = {one.to.casefold() for one in reached(circular, now).people}
    return to.casefold() in kept[now]


def in_words(audience: Audience, choices: Choices) -> str:
    chosen = _chosen(audience, choices)
    return "" if chosen is None else audience.whom(**chosen)


def _chosen(audience: Audience, choices: Choices) -> dict[str, Any] | None:
    form = form_of(audience, choices)
    return form.cleaned_data if form.is_valid() else None
