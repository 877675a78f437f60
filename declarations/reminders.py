"""Reminders of ministries that have not signed: by hand, or every so many days."""

from datetime import datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from declarations.enums import DeclarationStatus
from declarations.models import Signature
from declarations.services import REMINDER, locked_signature, note
from outbox import services as outbox
from outbox.models import Mail, MailStatus


def to_chase():
    """Who was invited or announced and has not signed, with their latest reminder and its fate."""
    sent = Mail.objects.filter(
        about_type=ContentType.objects.get_for_model(Signature),
        about_id=OuterRef("pk"),
        kind=REMINDER,
    ).order_by("-due_at", "-pk")
    return (
        Signature.objects.to_chase()
        .select_related("declaration")
        .annotate(
            reminder=Subquery(sent.values("pk")[:1]),
            reminded_at=Subquery(sent.values("due_at")[:1]),
            fate=Subquery(sent.values("status")[:1]),
            why=Subquery(sent.values("why")[:1]),
        )
    )


def next_at(signature):
    """When the plan reminds this one of `to_chase()` next; None when it does not."""
    every = signature.declaration.remind_every_days
    if not (every and signature.declaration.is_open and signature.mailbox):
        return None
    return last_word(signature) + timedelta(days=every)


def last_word(signature):
    """When it was last spoken of; nobody is reminded of what cannot be signed yet."""
    day = signature.declaration.opened_on
    opened_at = day and timezone.make_aware(
        datetime.combine(day, time.min), timezone.get_default_timezone()
    )
    return max(filter(None, [signature.entered_at, signature.reminded_at, opened_at]))


@transaction.atomic
def remind(signature, *, by, now):
    """Queue one reminder; a second one on the same day is the same."""
    row = locked_signature(signature)
    if not row.is_to_chase:
        raise Refused(_("%s: nothing is outstanding any more.") % row)
    if not row.declaration.is_open:
        raise Refused(_("The declaration is not open for signature."))
    if not row.mailbox:
        raise Refused(_("%s: there is no mailbox to write to.") % row)
    key = f"signature-reminder:{row.pk}:{network_day(now)}"
    if Mail.objects.filter(key=key).exists():
        raise Refused(_("%s: reminded today already.") % row)
    mail = outbox.queue(REMINDER, key=key, to=row.mailbox, about=row, now=now)
    note(row.declaration, by=by, now=now, what=_("Reminder: %s.") % str(row)[:250])
    return mail


def due(now):
    """Whom the plan reminds by now; a missed day heals itself."""
    waiting = to_chase().filter(
        declaration__status=DeclarationStatus.OPEN, declaration__remind_every_days__gt=0
    )
    return [signature for signature in waiting.exclude(mailbox="") if next_at(signature) <= now]


def rows():
    """`to_chase()` with, for the page, the fate of the latest reminder and when the next is due."""
    return [
        {
            "signature": signature,
            "fate": MailStatus(signature.fate).label if signature.fate else "",
            "next_at": next_at(signature),
            "may_remind": bool(signature.declaration.is_open and signature.mailbox),
        }
        for signature in to_chase()
    ]
