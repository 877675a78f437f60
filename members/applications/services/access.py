"""How an applicant's people get in: by a mailed link and a mailed code, both of their own.

Which pages a browser may open once it is in: `views/access.py`.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.refusals import Refused
from members.applications import codes
from members.applications.models import Application, Collaborator
from members.applications.models.collaborators import signed_in
from members.applications.services.moves import note
from members.applications.services.review_lock import locked_for
from members.register.models import User
from outbox import services as outbox
from outbox.models import Mail
from traces import services as traces
from traces.enums import Act

PAUSE = timedelta(minutes=5)  # a stranger cannot flood somebody's mailbox
LINK_MAIL, CODE_MAIL = "members.application_link", "members.access_code"
CODES_BY_A_LINK = ((timedelta(hours=1), 5), (timedelta(days=1), 15))
CODES_OF_AN_APPLICATION = ((timedelta(hours=1), 20),)


def send_link(collaborator: Collaborator, *, now: datetime, kind: str = LINK_MAIL) -> Mail:
    """Mail this person's own link, at most once in a few minutes."""
    return outbox.queue(kind, **_link_to(collaborator, kind, now))


def send_link_to_stranger(
    collaborator: Collaborator, *, now: datetime, kind: str = LINK_MAIL
) -> Mail | None:
    """The same where anybody may have asked for it; None if the address got too many already."""
    is_known = collaborator.confirmed_at is not None
    return outbox.queue_for_stranger(kind, **_link_to(collaborator, kind, now), is_known=is_known)


def _link_to(collaborator: Collaborator, kind: str, now: datetime) -> dict[str, Any]:
    """The same letter, whoever asked for it, once in a few minutes."""
    window = int(now.timestamp() // PAUSE.total_seconds())
    key = f"collaborator:{collaborator.pk}:{kind}:v{collaborator.link_version}:{window}"
    return {"key": key, "to": collaborator.email, "about": collaborator, "now": now}


def resend_links(email: str, *, now: datetime) -> None:
    """Mail this address its link to each application it works on; silent when there is none."""
    for collaborator in Collaborator.objects.active().with_address(email):
        send_link_to_stranger(collaborator, now=now)


def is_of_erased_draft(token: str) -> bool:
    """Whether it is a link of ours to a draft that is not there any more: see `expiry`."""
    signed = signed_in(token)
    return signed is not None and not Application.objects.filter(reference=signed[0]).exists()


@transaction.atomic
def replace_own_link(collaborator: Collaborator, *, now: datetime) -> Collaborator:
    """End a link that somebody else has seen, with every browser it opened, and mail a new one."""
    row, person = _locked_person(collaborator)
    person = new_link(person)
    note(row, by=person, now=now, what=_("A person replaced their own link"))
    send_link(person, now=now)
    return person


@transaction.atomic
def replace_all_links(application: Application, *, by: User, now: datetime) -> Application:
    """End every link and every open browser; only the owner gets a new link at once."""
    row = locked_for(application, by=by)
    for person in row.collaborators.active():
        new_link(person)
    note(row, by=by, now=now, what=_("The link was replaced by a new one"))
    send_link(row.collaborators.active().get(is_owner=True), now=now)
    return row


def new_link(person: Collaborator) -> Collaborator:
    """Raise a locked person's version: old link, open code and open browsers are void."""
    person.link_version += 1
    person.code_asked_at = None
    person.save(update_fields=["link_version", "code_asked_at"])
    return person


@transaction.atomic
def ask_for_code(collaborator: Collaborator, *, now: datetime) -> Mail:
    """Mail a new code to this person; an older one is void. Refused when there were too many.

    The ledger of mails remembers how many codes were asked for, and when.
    """
    row, person = _locked_person(collaborator)
    by_this_link = f"collaborator:{person.pk}:code:v{person.link_version}:"
    codes_sent = Mail.objects.filter(
        kind=CODE_MAIL,
        about_type=ContentType.objects.get_for_model(Collaborator),
        about_id__in=[each.pk for each in row.collaborators.all()],
    )
    for mails, limits in (
        (codes_sent.filter(about_id=person.pk, key__startswith=by_this_link), CODES_BY_A_LINK),
        (codes_sent, CODES_OF_AN_APPLICATION),
    ):
        if any(mails.filter(due_at__gt=now - span).count() >= most for span, most in limits):
            raise Refused(
                _(
                    "Too many codes were asked for with this link. Wait an hour and try again. "
                    "If it was not you, write to the secretariat: it can replace the link."
                )
            )
    person.code_serial += 1
    person.code_asked_at, person.code_tries = now, 0
    person.save(update_fields=["code_serial", "code_asked_at", "code_tries"])
    return outbox.queue(
        CODE_MAIL,
        key=f"{by_this_link}{person.code_serial}",
        to=person.email,
        about=person,
        now=now,
        details={"serial": person.code_serial},
    )


def enter(
    collaborator: Collaborator, typed: str, *, serial: int | None, now: datetime
) -> Collaborator:
    """Let in whoever types the right code; Refused says what to do, and a wrong try is counted.

    `serial` is that of the code which this browser asked for, if it did: a code that was lured out
    of its reader opens nothing anywhere else.
    """
    with transaction.atomic():  # what is refused below is stored all the same
        row, person = _locked_person(collaborator)
        why_not = codes.why_unusable(person, now)
        if not why_not and serial != person.code_serial:
            why_not = _(
                "The newest code was asked for in another browser. Ask for one in this one."
            )
        if not why_not and codes.is_right(person, typed):
            person.code_asked_at = None
            if person.confirmed_at is None:
                person.confirmed_at = now
                _begin_history(row)
                note(row, by=person, now=now, what=_("A person confirmed their address"))
            person.save(update_fields=["code_asked_at", "confirmed_at"])
        elif not why_not:
            person.code_tries += 1
            person.save(update_fields=["code_tries"])
            traces.note(Act.FACTOR_FAILED, by=None, about=row, now=now)
            left = codes.tries_left(person)
            why_not = _("This code is not right, and it was the last try. Ask for a new code.")
            if left:
                why_not = ngettext(
                    "This code is not right. Look at the newest mail; you have %(left)d more try.",
                    "This code is not right. Look at the newest mail; you have %(left)d more "
                    "tries.",
                    left,
                ) % {"left": left}
    if why_not:
        raise Refused(why_not)
    return person


def _begin_history(row: Application) -> None:
    """Of a draft that nobody opened nothing is told: it may be erased, and a history only grows."""
    if row.is_draft and not row.events.exists():
        note(row, by=None, now=row.created_at, what=_("Application started"))


def _locked_person(collaborator: Collaborator) -> tuple[Application, Collaborator]:
    """(application, person) as stored now. The application's lock guards all its people."""
    row = Application.objects.select_for_update().filter(pk=collaborator.application_id).first()
    people = Collaborator.objects.active().filter(application=row)
    person = people.filter(pk=collaborator.pk, link_version=collaborator.link_version).first()
    if row is None or person is None:
        raise Refused(_("This link no longer works."))
    return row, person
