"""The code of six digits that a person gets by mail: computed when it is needed, stored nowhere."""

from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6
VALID_FOR = timedelta(minutes=15)
TRIES = 5


def code(collaborator):
    """The code of this person's last request; another request makes another code."""
    asked = f"{collaborator.pk}:{collaborator.link_version}:{collaborator.code_serial}"
    digest = salted_hmac("members.codes", asked, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def is_right(collaborator, typed):
    return constant_time_compare(code(collaborator), typed)


def is_asked(collaborator):
    """Was a code asked for that nobody used yet?"""
    return collaborator.code_asked_at is not None


def has_expired(collaborator, now):
    return now >= collaborator.code_asked_at + VALID_FOR


def tries_left(collaborator):
    return max(TRIES - collaborator.code_tries, 0)


def can_be_used(collaborator, now):
    return (
        is_asked(collaborator)
        and not has_expired(collaborator, now)
        and tries_left(collaborator) > 0
    )
