"""The code of six digits that a person gets by email: computed on demand, stored nowhere."""

from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from common.encryption import secret_keys
from members.applications.models import Collaborator

DIGITS = 6
VALID_FOR = timedelta(minutes=10)
TRIES = 5


def code(collaborator: Collaborator, key: str | None = None) -> str:
    """The code of this person's last request; another request makes another code."""
    request = f"{collaborator.pk}:{collaborator.link_version}:{collaborator.code_serial}"
    digest = salted_hmac("members.codes", request, key, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def is_right(collaborator: Collaborator, typed: str) -> bool:
    """Also by a former secret key, which may have changed since the code was mailed."""
    return any(constant_time_compare(code(collaborator, key), typed) for key in secret_keys())


def tries_left(collaborator: Collaborator) -> int:
    return max(TRIES - collaborator.code_tries, 0)


def why_unusable(collaborator: Collaborator, now: datetime) -> str:
    """What stands against entering the code of the last request; empty if nothing does."""
    if collaborator.code_asked_at is None:
        return _("There is no code to enter now: it was used, or none was sent. Ask for a new one.")
    if now >= collaborator.code_asked_at + VALID_FOR:
        return _("This code is older than 10 minutes. Ask for a new one.")
    if not tries_left(collaborator):
        return _("There were too many wrong codes. Ask for a new one.")
    return ""
