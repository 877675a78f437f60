"""Requests and offers to collaborate, and the answers that leave by email."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from exchange.enums import SPEAKING_ROLES, ReplyTo
from exchange.models import Answer, Post, Service
from members.models import Centre, Representative, User
from members.register.services.notifications import notify
from outbox import services as outbox

CHANGEABLE = ("kind", "title", "text", "open_until")


@transaction.atomic
def publish(
    *,
    services: Iterable[Service],
    centre: Centre,
    form_token: UUID,
    by: User,
    now: datetime,
    is_demo: bool = False,
    **facts: str | date,
) -> Post:
    """Post once per form: the same form sent twice is the same post."""
    post, created = Post.objects.get_or_create(
        centre=centre,
        form_token=form_token,
        defaults={"by": by, "posted_at": now, "is_demo": is_demo, **facts},
    )
    if created:
        post.services.set(services)
    return post


@transaction.atomic
def change(
    post: Post, *, services: Iterable[Service], by: User, now: datetime, **facts: str | date
) -> Post:
    row = _not_closed(post)
    row.services.set(services)
    return _save(row, changed_at=now, **facts)


@transaction.atomic
def close(post: Post, *, by: User, now: datetime) -> Post:
    return _save(_not_closed(post), closed_at=now)


def _not_closed(post: Post) -> Post:
    row = Post.objects.select_for_update().get(pk=post.pk)
    if row.closed_at:
        raise Refused(_("This was closed already."))
    return row


def _save(row: Post, **changes: str | date) -> Post:
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    return row


@transaction.atomic
def answer(
    post: Post,
    *,
    text: str,
    reply_to: str,
    form_token: UUID,
    centre: Centre,
    by: User,
    now: datetime,
) -> Answer:
    """Keep the answer and mail it to the people of the post's centre, once per form.

    Where nobody acts for that centre, it goes to its role mailbox.
    """
    row = Post.objects.select_for_update().get(pk=post.pk)
    if earlier := row.answers.filter(form_token=form_token, by=by).first():
        return earlier
    if row.centre_id == centre.pk:
        raise Refused(_("Your centre posted this itself."))
    if not row.is_open(network_day(now)):
        raise Refused(_("This is closed and takes no answers any more."))
    if reply_to == ReplyTo.MAILBOX and not centre.mailbox:
        raise Refused(_("Your centre has no role mailbox on record."))
    stored = row.answers.create(
        centre=centre, by=by, at=now, text=text, reply_to=reply_to, form_token=form_token
    )
    kind, key = "exchange.post_answered", f"answer:{stored.pk}"
    people = list(readers(row, now))
    notify(people, kind, key=key, about=stored, now=now)
    if not people and row.centre.mailbox:
        outbox.queue(kind, key=key, to=row.centre.mailbox, about=stored, now=now)
    return stored


def readers(post: Post, now: datetime) -> QuerySet[Representative]:
    """Who gets the answers: those who speak for the centre, and whoever posted."""
    acting = Representative.objects.acting(network_day(now)).filter(centre=post.centre)
    concerned = acting.filter(Q(role__in=SPEAKING_ROLES) | Q(user=post.by))
    return concerned.select_related("user").order_by("pk")
