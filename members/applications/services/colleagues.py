"""Who works on an application: its owner invites people, removes them, hands the case over."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.email_addresses import as_kept
from common.refusals import Refused
from members.applications.models import Application, Collaborator
from members.applications.services import access
from members.applications.services.moves import locked, must_own, note
from outbox import services as outbox
from outbox.models import Mail

MOST = 20  # people of one application, and invitations of one day
DAY = timedelta(days=1)


@transaction.atomic
def invite(
    application: Application, email: str, *, by: Collaborator, now: datetime
) -> Collaborator:
    """Mail somebody a link of their own to this application."""
    row = _owned(application, by)
    people = row.collaborators
    if people.active().with_address(email).exists():
        raise Refused(_("This person works on the application already."))
    if people.active().count() >= MOST:
        raise Refused(_("Up to %(most)d people can work on an application.") % {"most": MOST})
    if people.filter(invited_at__gt=now - DAY).count() >= MOST:
        raise Refused(_("Too many invitations for one day. Try again tomorrow."))
    person = people.create(email=as_kept(email), invited_at=now)
    note(row, by=by, now=now, what=_("A colleague was invited"))
    _mail(person, now=now, kind="members.colleague_invited")
    return person


@transaction.atomic
def resend_link(person: Collaborator, *, by: Collaborator, now: datetime) -> Mail:
    row = _owned(person.application, by)
    return _mail(_active(row, person), now=now, kind=access.LINK_MAIL)


@transaction.atomic
def replace_link(person: Collaborator, *, by: Collaborator, now: datetime) -> Collaborator:
    """End a colleague's link and open browsers, and mail them a new link."""
    row = _owned(person.application, by)
    colleague = access.new_link(_active(row, person))
    note(row, by=by, now=now, what=_("A colleague's link was replaced"))
    access.send_link(colleague, now=now)
    return colleague


@transaction.atomic
def remove(person: Collaborator, *, by: Collaborator, now: datetime) -> Collaborator:
    """Shut a colleague out at once. The owner stays: a case needs somebody who answers for it."""
    row = _owned(person.application, by)
    colleague = _active(row, person)
    if colleague.is_owner:
        raise Refused(_("Hand the application over before its owner is removed."))
    colleague.removed_at = now
    colleague.save(update_fields=["removed_at"])
    note(row, by=by, now=now, what=_("A colleague was removed"))
    return colleague


def hand_over(person: Collaborator, *, by: Collaborator, now: datetime) -> Collaborator:
    """Make a colleague the owner and the contact; mails about the case follow."""
    try:
        with transaction.atomic():
            row = _owned(person.application, by)
            heir = _active(row, person)
            if heir.is_owner:
                return heir  # a second click changes nothing
            if heir.confirmed_at is None:
                raise Refused(
                    _("This person has to open the application once before it can be theirs.")
                )
            row.collaborators.active().filter(is_owner=True).update(is_owner=False)
            heir.is_owner = True
            heir.save(update_fields=["is_owner"])
            was, row.contact_email = row.contact_email, heir.email
            row.save(update_fields=["contact_email"])
            outbox.readdress(row, was=was, to=heir.email)
            note(row, by=by, now=now, what=_("The application was handed over to a colleague"))
            access.send_link(heir, now=now, kind="members.handed_over")
    except IntegrityError as fault:
        if "one_draft_per_address" not in str(fault) and "contact_email" not in str(fault):
            raise
        raise Refused(
            _("This draft cannot be handed over to that address. Submit it first, then try again.")
        ) from None
    return heir


def _mail(person: Collaborator, *, now: datetime, kind: str) -> Mail:
    mail = access.send_link_to_stranger(person, now=now, kind=kind)
    if mail is None:
        raise Refused(_("Many emails went to this address today. Try again tomorrow."))
    return mail


def _owned(application: Application, by: Collaborator) -> Application:
    row = locked(application)
    must_own(row, by)
    return row


def _active(application: Application, person: Collaborator) -> Collaborator:
    colleague = application.collaborators.active().filter(pk=person.pk).first()
    if colleague is None:
        raise Refused(_("This person no longer works on the application."))
    return colleague
