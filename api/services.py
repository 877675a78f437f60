"""Tokens: made, used and revoked."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from api.models import Token
from api.permissions import can_hold_tokens, can_revoke_for_others
from common.dates import network_day
from common.refusals import Refused
from members.models import User
from outbox import services as outbox
from traces import visits
from traces.enums import Act
from traces.services import note

MARK = "p2i_"  # by which people and scanners of published code know a token
PREFIX = 12
AT_MOST = 10


@transaction.atomic
def make(*, name: str, days: int, by: User, on: date) -> tuple[Token, str]:
    """A new token and its secret, which nobody can read a second time."""
    User.objects.select_for_update().get(pk=by.pk)
    if not can_hold_tokens(by):
        raise Refused(_("Tokens are for those who act for a centre and for the secretariat."))
    if by.api_tokens.live(on).count() >= AT_MOST:
        raise Refused(_("You have %(count)d tokens. Revoke one first.") % {"count": AT_MOST})
    secret = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=by,
        name=name,
        prefix=secret[:PREFIX],
        sha256=_sha256(secret),
        created_on=on,
        expires_on=on + timedelta(days=days),
    )
    note(Act.TOKEN_MADE, by=by, about=token, now=timezone.now())
    return token, secret


@transaction.atomic
def revoke(token: Token, *, now: datetime) -> None:
    """A second time changes nothing."""
    if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        note(Act.TOKEN_ENDED, by=visits.person(), about=token, now=now)


@transaction.atomic
def revoke_for(token: Token, *, reason: str, by: User, now: datetime) -> Token:
    """By the secretariat: at once, by one person, and its owner is told why."""
    row = Token.objects.select_for_update().get(pk=token.pk)
    if not can_revoke_for_others(by):
        raise Refused(_("The secretariat revokes the tokens of others."))
    if not row.is_live(network_day(now)):
        raise Refused(_("This token opens nothing any more."))
    if not reason.strip():
        raise Refused(_("Give the reason: the person reads it."))
    row.revoked_at, row.revoked_by, row.why_revoked = now, by, reason.strip()
    row.save(update_fields=["revoked_at", "revoked_by", "why_revoked"])
    note(Act.TOKEN_ENDED, by=by, about=row, now=now)
    outbox.queue(
        "api.token_revoked",
        key=f"token:{row.pk}:revoked",
        to=row.user.email,
        user=row.user,
        about=row,
        now=now,
    )
    return row


def end_of(user: User, made_before: datetime | None, now: datetime) -> None:
    """With what ended their right or may have been stolen: those made before, or all of them."""
    ended = Token.objects.filter(user=user, revoked_at__isnull=True)
    if made_before:
        ended = ended.filter(created_on__lt=network_day(made_before))
    ended.update(revoked_at=now)


def token_of(secret: str, *, on: date) -> Token | None:
    """The live token with this secret whose person still may, or None; notes the day of its use."""
    live = Token.objects.live(on).select_related("user")
    token = live.filter(sha256=_sha256(secret)).first()
    if token is None or not can_hold_tokens(token.user):
        return None
    if token.last_used_on != on:
        Token.objects.filter(pk=token.pk).update(last_used_on=on)
    return token


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
