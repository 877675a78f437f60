"""What Django and allauth tell of sign-ins, noted: the one place that listens to them."""

from datetime import timedelta
from typing import Any

from allauth.mfa import signals as second_step
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model, signals
from django.utils import timezone

from common.accounts import User
from common.email_addresses import as_kept
from traces.enums import Act
from traces.models import Trace
from traces.services import note

QUIET = timedelta(minutes=5)  # whoever goes on guessing is noted once meanwhile


def connect() -> None:
    signals.user_logged_in.connect(_signed_in, dispatch_uid="traces")
    signals.user_login_failed.connect(_failed, dispatch_uid="traces")
    second_step.authenticator_used.connect(_factor_used, dispatch_uid="traces")
    second_step.authentication_failed.connect(_factor_failed, dispatch_uid="traces")


def note_locked_out(typed: str) -> None:
    """That too much was tried; of one person, and of all that are unknown, once in a while."""
    now, person = timezone.now(), person_at(typed)
    told = Trace.objects.filter(what=Act.LOCKED_OUT, at__gt=now - QUIET)
    if not told.filter(about_key=str(person.pk) if person else "").exists():
        note(Act.LOCKED_OUT, by=None, about=person, now=now)


def _signed_in(sender: object, user: User, **signal: object) -> None:
    note(Act.SIGNED_IN, by=user, about=user, now=timezone.now())


def _failed(sender: object, credentials: dict[str, Any], **signal: object) -> None:
    """The address that was typed is not kept: it may be a password, or a stranger's."""
    typed = credentials.get("email") or credentials.get("username") or ""
    note(Act.SIGN_IN_FAILED, by=None, about=person_at(str(typed)), now=timezone.now())


def _factor_used(
    sender: object, user: User, authenticator: Authenticator, **signal: object
) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        note(Act.CODE_USED, by=user, about=user, now=timezone.now())


def _factor_failed(sender: object, user: User, **signal: object) -> None:
    note(Act.FACTOR_FAILED, by=None, about=user, now=timezone.now())


def person_at(typed: str) -> User | None:
    """Whose sign-in it is; what was typed goes no further."""
    return get_user_model().objects.filter(email__iexact=as_kept(typed)).first()
