"""The stamp of a form: a number of its own, for whom and on which page it was made.

Every form that is sent carries one, beside Django's token against forgery (`{% csrf_token %}`
writes both). It is signed, so nobody makes one for somebody else.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest

FIELD = "form_stamp"
SALT = "common.form_stamps"
GOOD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Stamp:
    token: UUID
    person: str  # as `person_of` writes it; empty for a visitor
    page: str  # the address of the page on which the form stands


def make(request: HttpRequest) -> str:
    return signing.dumps([uuid4().hex, person_of(request), request.get_full_path()], salt=SALT)


def read(request: HttpRequest) -> Stamp | None:
    """The stamp of the form that was sent; None without one, with a forged and with an old one."""
    try:
        sent = request.POST.get(FIELD, "")
        token, person, page = signing.loads(sent, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return Stamp(UUID(token), person, page)


def person_of(request: HttpRequest) -> str:
    """Who this is, in a word that names nobody.

    A page for people without an account says in `request.visitor` who is there.
    """
    if visitor := getattr(request, "visitor", ""):
        return visitor
    user = getattr(request, "user", None)
    return f"user:{user.pk}" if user is not None and user.is_authenticated else ""
