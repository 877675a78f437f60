"""Applying again: a new draft that starts from the answers of a case that ended."""

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application, Evidence
from members.applications.services import access
from members.applications.services.moves import locked, must_own, note
from members.enums import ENDED_WITHOUT_ADMISSION

ANSWERS = """
    contact_email contact_name contact_position organisation_name organisation_is_private country
    centre_name established website about mandate_basis mandate_authority mandate_valid_until
    delegate_name delegate_email alternate_name alternate_email is_demo
""".split()
NOT_COPIED = ("id", "application", "clarification", "added_at")


def reapply(application, *, by, now, on):
    """Return the owner's new draft; the draft that they have already, where there is one."""
    try:
        with transaction.atomic():
            return _reapply(application, by=by, now=now, on=on)
    except IntegrityError:
        draft = _draft_of(application)
        if draft is None:
            raise
        return draft


def _reapply(application, *, by, now, on):
    row = locked(application)
    must_own(row, by)
    if row.status not in ENDED_WITHOUT_ADMISSION:
        raise Refused(_("This application has not ended; there is nothing to apply for again."))
    if row.reapply_from and on < row.reapply_from:
        raise Refused(
            _("You may apply again from %(day)s on.") % {"day": date_format(row.reapply_from)}
        )
    return _draft_of(row) or _new_draft(row, by=by, now=now)


def _draft_of(application):
    return Application.objects.drafts().filter(contact_email=application.contact_email).first()


def _new_draft(row, *, by, now):
    answers = {name: getattr(row, name) for name in ANSWERS}
    draft = Application.objects.create(**answers, previous=row, created_at=now, status_since=now)
    _copy_what_supports(row, draft, now)
    what = _("Application started from the answers of %(reference)s")
    owner = _copy_people(row, draft, now)
    note(draft, by=owner, now=now, what=what % {"reference": row.reference})
    what = _("A new application was started from these answers: %(reference)s")
    note(row, by=by, now=now, what=what % {"reference": draft.reference})
    return draft


def _copy_what_supports(row, draft, now):
    """Statements and evidence. A stored file is not doubled: both rows hold it."""
    for statement in row.statements.all():
        draft.statements.create(criterion=statement.criterion, text=statement.text)
    names = [each.name for each in Evidence._meta.concrete_fields if each.name not in NOT_COPIED]
    for evidence in row.evidence.all():
        facts = {name: getattr(evidence, name) for name in names} | {"file": evidence.file.name}
        draft.evidence.create(**facts, added_at=now)


def _copy_people(row, draft, now):
    """The same people, each with a new link; return the owner."""
    for person in row.collaborators.active():
        copy = draft.collaborators.create(
            email=person.email,
            is_owner=person.is_owner,
            invited_at=now,
            confirmed_at=person.confirmed_at,
        )
        access.send_link(copy, now=now)
    return draft.collaborators.get(is_owner=True)
