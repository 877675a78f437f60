"""What the applicant and the secretariat's mailbox are told, and in whose words.

A step's mail may be written anew by the person who takes it, or left out; either leaves a trace.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.applications.models import Application
from members.applications.services.moves import note
from members.register.models import User
from outbox import services as outbox
from outbox.models import Mail
from outbox.services.queueing import Details


@dataclass(frozen=True)
class Wording:
    """`written` goes out instead of the usual words; with a `no_mail_reason` nothing goes out."""

    written: str = ""
    no_mail_reason: str = ""


AS_USUAL = Wording()


def notify_applicant(
    application: Application,
    kind: str,
    *,
    now: datetime,
    again: object = "",
    details: Details | None = None,
    due_at: datetime | None = None,
    held: bool = False,
) -> Mail:
    """One mail of this kind; `again` tells apart repeats that are meant."""
    return outbox.queue(
        kind,
        key=_key(application, kind, again),
        to=application.contact_email,
        about=application,
        now=now,
        due_at=due_at,
        details=details,
        held=held,
    )


def notify_desk(application: Application, kind: str, *, now: datetime, again: object = "") -> Mail:
    """To the secretariat's role mailbox."""
    key, to = _key(application, kind, again), settings.CONTACT_EMAIL
    return outbox.queue(kind, key=key, to=to, about=application, now=now)


def _key(application: Application, kind: str, again: object) -> str:
    return f"application:{application.pk}:{kind}{again and f':{again}'}"


def write_to_applicant(
    application: Application,
    kind: str,
    wording: Wording,
    *,
    by: User | None,
    now: datetime,
    again: object = "",
    details: Details | None = None,
    due_at: datetime | None = None,
    held: bool = False,
) -> Mail | None:
    """Queue the mail of a step, as the person who takes it wants it."""
    if wording.no_mail_reason:
        why, what = wording.no_mail_reason, _("No email goes out")
        note(application, by=by, now=now, what=what, why=why, for_applicant=False)
        return None
    if wording.written:
        what = _("The words of the email were edited")
        note(application, by=by, now=now, what=what, for_applicant=False)
        details = {**(details or {}), "written": wording.written}
    return notify_applicant(
        application, kind, now=now, again=again, details=details, due_at=due_at, held=held
    )


def to_applicant(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    """Those of the mails that are not among the secretariat."""
    return mails.exclude(kind__startswith="members.desk_")
