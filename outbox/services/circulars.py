"""Letters to many: written, released by a second person, begun after a while, stopped until then.

Each is one row of `Mail` for each reader, queued at the release and due when it begins.
"""

import hashlib
import json
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.accounts import User
from common.refusals import Refused
from outbox import audiences
from outbox.audiences import Audience, Choices
from outbox.models import Circular, CircularStatus, Mail
from outbox.services import queueing

LETTER, REMINDER = "outbox.letter_to_many", "outbox.reminder_to_many"


def write_circular(
    audience: Audience,
    choices: Choices,
    *,
    subject: str,
    text: str,
    leaves_at: datetime | None,
    by: User,
    now: datetime,
) -> Circular:
    """Keep a draft; nothing leaves before two people have agreed."""
    return Circular.objects.create(
        audience=audience.name,
        choices=dict(choices),
        whom=audiences.in_words(audience, choices)[:400],
        subject=subject,
        text=text,
        leaves_at=leaves_at,
        written_by=by,
        written_at=now,
    )


@transaction.atomic
def revise_circular(
    circular: Circular,
    choices: Choices,
    *,
    subject: str,
    text: str,
    leaves_at: datetime | None,
) -> Circular:
    row = _locked_draft(circular)
    audience = audiences.find(row.audience)
    if audience is None:
        raise Refused(_("These people cannot be chosen any more. Write the letter anew."))
    row.choices, row.whom = dict(choices), audiences.in_words(audience, choices)[:400]
    row.subject, row.text, row.leaves_at = subject, text, leaves_at
    row.save()
    return row


@transaction.atomic
def drop_circular(circular: Circular, *, by: User, now: datetime) -> None:
    """A draft that nobody released has had no consequence, and leaves none."""
    _locked_draft(circular).delete()


@transaction.atomic
def start_circular(
    circular: Circular,
    *,
    by: User,
    released_by: User | None,
    now: datetime,
    held_for: timedelta,
    seen: str = "",
) -> Circular:
    """Queue a letter for each reader; they leave after `held_for`, or later where it says so.

    `seen` is the `fingerprint` of what both people read.
    """
    row = _locked_draft(circular)
    if seen and seen != fingerprint(row):
        raise Refused(_("The letter has changed since it was proposed. Propose it anew."))
    people = audiences.reached(row, now).people
    if not people:
        raise Refused(_("Nobody would get this letter. Choose the people anew."))
    audience = audiences.find(row.audience)
    kind = REMINDER if audience and audience.is_reminder else LETTER
    row.status, row.proposed_by, row.released_by = CircularStatus.RELEASED, by, released_by
    row.released_at, row.starts_at = now, max(now + held_for, row.leaves_at or now)
    row.save()
    letters = [
        queueing.draft(
            kind,
            key=f"circular:{row.pk}:{one.user.pk if one.user else f'address-{number}'}",
            to=one.to,
            user=one.user,
            about=row,
            now=now,
            due_at=row.starts_at,
        )
        for number, one in enumerate(people)
    ]
    queueing.queue_all(letters, now=now)
    return row


@transaction.atomic
def stop_circular(circular: Circular, *, by: User, now: datetime) -> int:
    """Let none of those letters leave that have not left yet; return how many those are."""
    row = Circular.objects.select_for_update().get(pk=circular.pk)
    if not row.is_released or not Mail.objects.about(row).to_come().exists():
        raise Refused(_("There is nothing left to stop: no letter of it is still to leave."))
    row.status, row.stopped_by, row.stopped_at = CircularStatus.STOPPED, by, now
    row.save(update_fields=["status", "stopped_by", "stopped_at"])
    why = _("The secretariat stopped the letter.")
    return queueing.cancel(row, kinds=(LETTER, REMINDER), why=why)


def forget_reader(address: str) -> int:
    """Erase every letter to many that went, or would go, to an address without a sign-in."""
    mails = Mail.objects.filter(kind__in=(LETTER, REMINDER), user=None, to__iexact=address)
    return mails.delete()[0] if address else 0


def fingerprint(circular: Circular) -> str:
    """Of what two people agree on: the words, whom they are for and when they leave."""
    leaves_at = circular.leaves_at.isoformat() if circular.leaves_at else ""
    said = [circular.subject, circular.text, circular.audience, circular.choices, leaves_at]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _locked_draft(circular: Circular) -> Circular:
    row = Circular.objects.select_for_update().get(pk=circular.pk)
    if not row.is_draft:
        raise Refused(_("This letter is released; its words stay as they are."))
    return row
