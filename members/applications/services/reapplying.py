"""Applying again: a new draft that starts from the answers of a case that ended."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.form_fields import FIELDS
from members.applications.models import Application, Collaborator, Evidence
from members.applications.services import access
from members.applications.services.moves import locked, must_own, note
from members.enums import ENDED_WITHOUT_ADMISSION

ANSWERS = ("contact_email", "is_demo", *FIELDS)
NOT_COPIED = ("id", "application", "clarification", "added_at")  # of evidence


def reapply(application: Application, *, by: Collaborator, now: datetime, on: date) -> Application:
    """Return the owner's new draft; the draft that they have already, where there is one."""
    try:
        with transaction.atomic():
            row = locked(application)
            must_own(row, by)
            if row.status not in ENDED_WITHOUT_ADMISSION:
                raise Refused(
                    _("This application has not ended; there is nothing to apply for again.")
                )
            if row.reapply_from and on < row.reapply_from:
                raise Refused(
                    _("You may apply again from %(day)s on.")
                    % {"day": date_format(row.reapply_from)}
                )
            return _draft_of(row) or _begin_from(row, by=by, now=now)
    except IntegrityError:
        draft = _draft_of(application)
        if draft is None:
            raise
        return draft


def _draft_of(application: Application) -> Application | None:
    return Application.objects.drafts().filter(contact_email=application.contact_email).first()


def _begin_from(row: Application, *, by: Collaborator, now: datetime) -> Application:
    """Answers, statements and evidence are copied; the same people each get a new link.

    A stored file is not doubled: both rows hold it.
    """
    answers = {name: getattr(row, name) for name in ANSWERS}
    draft = Application.objects.create(**answers, previous=row, created_at=now, status_since=now)
    for statement in row.statements.all():
        draft.statements.create(criterion=statement.criterion, text=statement.text)
    names = [each.name for each in Evidence._meta.concrete_fields if each.name not in NOT_COPIED]
    for evidence in row.evidence.all():
        facts = {name: getattr(evidence, name) for name in names} | {"file": evidence.file.name}
        draft.evidence.create(**facts, added_at=now)
    for person in row.collaborators.active():
        colleague = draft.collaborators.create(
            email=person.email,
            is_owner=person.is_owner,
            invited_at=now,
            confirmed_at=person.confirmed_at,
        )
        access.send_link(colleague, now=now)
    what = _("Application started from the answers of %(reference)s")
    owner = draft.collaborators.get(is_owner=True)
    note(draft, by=owner, now=now, what=what % {"reference": row.reference})
    what = _("A new application was started from these answers: %(reference)s")
    note(row, by=by, now=now, what=what % {"reference": draft.reference})
    return draft
