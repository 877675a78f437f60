"""The request that is being answered, for what is noted far from a view.

It reaches a worker as its number alone, in the header of the task (`django_structlog`).
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from common.accounts import User

NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")  # nothing that could forge a line of a log
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
_person: ContextVar[User | None] = ContextVar("person", default=None)


def numbered(asked: str) -> str:
    """The number that a proxy gave, if it looks like one; otherwise a new one."""
    return asked if NUMBER.fullmatch(asked) else secrets.token_hex(8)


@contextmanager
def answering(request: HttpRequest) -> Iterator[None]:
    reset = _request.set(request)
    try:
        yield
    finally:
        _request.reset(reset)


@contextmanager
def acting(person: User | None) -> Iterator[None]:
    """What is done in the block is this person's, whoever's click or tick sets it off."""
    reset = _person.set(person)
    try:
        yield
    finally:
        _person.reset(reset)


def number() -> str:
    """Of the request being answered, or of that which set off the task; "" outside of both."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def person() -> User | None:
    """Whoever acts now, as far as is known without being told."""
    user = _person.get() or getattr(_request.get(), "user", None)
    return user if user is not None and user.is_authenticated else None


def address() -> str:
    """The visitor's network address; "" where there is no visitor, or none that can be trusted."""
    request = _request.get()
    if request is None:
        return ""
    try:
        return get_adapter().get_client_ip(request) or ""
    except PermissionDenied:
        return ""
