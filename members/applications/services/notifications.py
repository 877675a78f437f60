"""What the applicant and the secretariat's mailbox are told, and in whose words.

A step's mail may be written anew by the person who takes it, or left out; either leaves a trace.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from members.applications.services.moves import note
from outbox import services as outbox


def notify_applicant(application, kind, *, now, **more):
    return _notify(application.contact_email, application, kind, now=now, **more)


def notify_desk(application, kind, *, now, **more):
    """To the secretariat's role mailbox."""
    return _notify(settings.CONTACT_EMAIL, application, kind, now=now, **more)


def _notify(to, application, kind, *, now, details=None, again="", due_at=None, held=False):
    """One mail of this kind; `again` tells apart repeats that are meant."""
    return outbox.queue(
        kind,
        key=f"application:{application.pk}:{kind}{again and f':{again}'}",
        to=to,
        about=application,
        now=now,
        due_at=due_at,
        details=details,
        held=held,
    )


def to_applicant(mails):
    """Those of the mails that are not among the secretariat."""
    return mails.exclude(kind__startswith="members.desk_")


@dataclass(frozen=True)
class Wording:
    """`written` goes out instead of the usual words; with a `no_mail_reason` nothing goes out."""

    written: str = ""
    no_mail_reason: str = ""


AS_USUAL = Wording()


def write_to_applicant(application, kind, wording, *, by, now, details=None, **more):
    """Queue the mail of a step, as the person who takes it wants it."""
    if wording.no_mail_reason:
        _trace(application, _("No mail goes out"), by=by, now=now, why=wording.no_mail_reason)
        return None
    details = dict(details or {})
    if wording.written:
        _trace(application, _("The words of the mail were edited"), by=by, now=now)
        details["written"] = wording.written
    return notify_applicant(application, kind, now=now, details=details, **more)


def _trace(application, what, **how):
    note(application, what=what, for_applicant=False, **how)
