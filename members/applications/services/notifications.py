"""What the applicant and the secretariat's mailbox are told, and in whose words.

A step's mail may be written anew by the person who takes it, or left out; either leaves a trace.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from members.applications.models import Collaborator
from members.applications.services.moves import note
from outbox import kinds
from outbox import services as outbox
from outbox.models import Mail


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


def rehearse(application, act, *, now, **how):
    """The letter to the applicant that acting would send, or None; nothing of it is kept.

    The act itself is tried and taken back, so that what is shown is what would be sent.
    """
    with transaction.atomic():
        mails = _mails_on(application)
        newest = mails.aggregate(newest=Max("pk"))["newest"] or 0
        act(application, now=now, **how)
        mail = to_applicant(mails.filter(pk__gt=newest)).order_by("pk").first()
        letter = kinds.compose(mail, now) if mail else None
        transaction.set_rollback(True)
    return letter


def _mails_on(application):
    """About the application or one of its people: a link is about the person it lets in."""
    people = ContentType.objects.get_for_model(Collaborator)
    ids = application.collaborators.values("pk")
    about_people = Mail.objects.filter(about_type=people, about_id__in=ids)
    return Mail.objects.about(application) | about_people
