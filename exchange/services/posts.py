"""Requests and offers to collaborate, and the answers that leave by mail."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from exchange.enums import SPEAKING_ROLES, ReplyTo
from exchange.models import Answer, Post
from members.models import Representative
from members.register.services.notifications import notify
from outbox import services as outbox

CHANGEABLE = ("kind", "title", "text", "open_until")


@transaction.atomic
def publish(*, services, centre, form_token, by, now, is_demo=False, **facts):
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
def change(post, *, services, by, now, **facts):
    row = _not_closed(post)
    row.services.set(services)
    return _save(row, changed_at=now, **facts)


@transaction.atomic
def close(post, *, by, now):
    return _save(_not_closed(post), closed_at=now)


def _not_closed(post):
    row = Post.objects.select_for_update().get(pk=post.pk)
    if row.closed_at:
        raise Refused(_("This was closed already."))
    return row


def _save(row, **changes):
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    return row


@transaction.atomic
def answer(post, *, text, reply_to, form_token, centre, by, now):
    """Keep the answer and mail it to the people of the post's centre, once per form."""
    row = Post.objects.select_for_update().get(pk=post.pk)
    known = row.answers.filter(form_token=form_token, by=by).first()
    if known:
        return known
    if why_not := _why_no_answer(row, centre, reply_to, network_day(now)):
        raise Refused(why_not)
    given = row.answers.create(
        centre=centre, by=by, at=now, text=text, reply_to=reply_to, form_token=form_token
    )
    _send(given, now)
    return given


def _why_no_answer(post, centre, reply_to, day):
    if post.centre_id == centre.pk:
        return _("Your centre posted this itself.")
    if not post.is_open(day):
        return _("This is closed and takes no answers any more.")
    if reply_to == ReplyTo.MAILBOX and not centre.mailbox:
        return _("Your centre has no role mailbox on record.")
    return ""


def readers(post, now):
    """Who gets the answers: those who speak for the centre, and whoever posted."""
    acting = Representative.objects.acting(network_day(now)).filter(centre=post.centre)
    concerned = acting.filter(Q(role__in=SPEAKING_ROLES) | Q(user=post.by))
    return concerned.select_related("user").order_by("pk")


def _send(given: Answer, now):
    """To the centre's people; where nobody acts for it, to its role mailbox."""
    how = {"key": f"answer:{given.pk}", "about": given, "now": now}
    people = list(readers(given.post, now))
    notify(people, "exchange.post_answered", **how)
    if not people and given.post.centre.mailbox:
        outbox.queue("exchange.post_answered", to=given.post.centre.mailbox, **how)
