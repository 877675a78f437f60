"""How an applicant's people get in: by a mailed link and a mailed code, both of their own."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.refusals import Refused
from members.applications import codes
from members.applications.models import Collaborator
from members.applications.services.moves import locked, note
from members.applications.services.review_lock import locked_for
from outbox import services as outbox
from outbox.models import Mail

LINK_MAILS_EVERY_MINUTES = 5  # a stranger cannot flood somebody's mailbox
CODE_MAIL = "members.access_code"
CODES_BY_A_LINK = ((timedelta(hours=1), 5), (timedelta(days=1), 15))
CODES_OF_AN_APPLICATION = ((timedelta(hours=1), 20),)


def send_link(collaborator, *, now, kind="members.application_link"):
    """Mail this person's own link, at most once in a few minutes."""
    window = int(now.timestamp()) // (60 * LINK_MAILS_EVERY_MINUTES)
    return outbox.queue(
        kind,
        key=f"collaborator:{collaborator.pk}:{kind}:v{collaborator.link_version}:{window}",
        to=collaborator.email,
        about=collaborator,
        now=now,
    )


def resend_links(email, *, now):
    """Mail this address its link to each application it works on; silent when there is none."""
    for collaborator in Collaborator.objects.active().with_address(email):
        send_link(collaborator, now=now)


@transaction.atomic
def replace_own_link(collaborator, *, now):
    """End a link that somebody else has seen, with every browser it opened, and mail a new one."""
    row, person = _held(collaborator)
    person = new_link(person)
    note(row, by=person, now=now, what=_("A person replaced their own link"))
    send_link(person, now=now)
    return person


@transaction.atomic
def replace_all_links(application, *, by, now):
    """End every link and every open browser; only the owner gets a new link at once."""
    row = locked_for(application, by=by)
    for person in row.collaborators.active():
        new_link(person)
    note(row, by=by, now=now, what=_("The link was replaced by a new one"))
    send_link(row.collaborators.active().get(is_owner=True), now=now)
    return row


def new_link(person):
    """Raise a held person's version: old link, open code and open browsers are void."""
    person.link_version += 1
    person.code_asked_at = None
    person.save(update_fields=["link_version", "code_asked_at"])
    return person


@transaction.atomic
def ask_for_code(collaborator, *, now):
    """Mail a new code to this person; an older one is void. Refused when there were too many."""
    row, person = _held(collaborator)
    by_this_link = f"collaborator:{person.pk}:code:v{person.link_version}:"
    _must_be_few(_codes_of([person]).filter(key__startswith=by_this_link), CODES_BY_A_LINK, now)
    _must_be_few(_codes_of(row.collaborators.all()), CODES_OF_AN_APPLICATION, now)
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


def _codes_of(people):
    """The ledger of mails remembers how many codes were asked for, and when."""
    return Mail.objects.filter(
        kind=CODE_MAIL,
        about_type=ContentType.objects.get_for_model(Collaborator),
        about_id__in=[person.pk for person in people],
    )


def _must_be_few(codes_sent, limits, now):
    for span, most in limits:
        if codes_sent.filter(due_at__gt=now - span).count() >= most:
            raise Refused(
                _(
                    "Too many codes were asked for with this link. Wait an hour and try again. "
                    "If it was not you, write to the secretariat: it can replace the link."
                )
            )


def enter(collaborator, typed, *, now):
    """Let in whoever types the right code; Refused says what to do, and a wrong try is counted."""
    person, why_not = _try_code(collaborator, typed, now=now)
    if why_not:
        raise Refused(why_not)
    return person


@transaction.atomic
def _try_code(collaborator, typed, *, now):
    row, person = _held(collaborator)
    if not codes.can_be_used(person, now):
        return person, _why_no_code(person, now)
    if not codes.is_right(person, typed):
        person.code_tries += 1
        person.save(update_fields=["code_tries"])
        return person, _wrong(codes.tries_left(person))
    person.code_asked_at = None
    if person.confirmed_at is None:
        person.confirmed_at = now
        note(row, by=person, now=now, what=_("A person confirmed their address"))
    person.save(update_fields=["code_asked_at", "confirmed_at"])
    return person, ""


def _why_no_code(person, now):
    if not codes.is_asked(person):
        return _("There is no code to enter now: it was used, or none was sent. Ask for a new one.")
    if codes.has_expired(person, now):
        return _("This code is older than 15 minutes. Ask for a new one.")
    return _("There were too many wrong codes. Ask for a new one.")


def _wrong(left):
    if not left:
        return _("This code is not right, and it was the last try. Ask for a new code.")
    return ngettext(
        "This code is not right. Look at the newest mail; you have %(left)d more try.",
        "This code is not right. Look at the newest mail; you have %(left)d more tries.",
        left,
    ) % {"left": left}


def _held(collaborator):
    """(application, person) as stored now. The application's lock guards all its people."""
    row = locked(collaborator.application)
    person = row.collaborators.active().filter(
        pk=collaborator.pk, link_version=collaborator.link_version
    )
    found = person.first()
    if found is None:
        raise Refused(_("This link no longer works."))
    return row, found
