"""What an applicant writes into a draft, step by step, without overwriting a colleague unawares."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from members.applications.form_fields import EVIDENCE, EVIDENCE_FACTS, SECTIONS, STATEMENT
from members.applications.models import (
    Application,
    Clarification,
    Collaborator,
    Evidence,
    SavedSection,
)
from members.applications.services.moves import locked
from members.enums import ApplicationStatus
from uploads.checking import CheckedUpload


class NoRoom(Refused):
    """An application holds as much evidence as it may."""


class AlreadyThere(Refused):
    """The same file is kept for this criterion, as `evidence`."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        super().__init__(
            _(
                "This file is already there for “%(criterion)s” as “%(title)s”, so it is not kept "
                "twice."
            )
            % {
                "criterion": evidence.get_criterion_display().lower(),
                "title": evidence.title,
            }
        )


class Gap(NamedTuple):
    """What an application still lacks, and what to do about it."""

    section: str
    field: str
    text: str


def content(application: Application, name: str) -> dict[str, object]:
    """What a step holds: each field with its value."""
    answers = {field: getattr(application, field) for field in SECTIONS[name].names}
    if SECTIONS[name].is_criterion:
        statement = application.statements.filter(criterion=name).first()
        answers[STATEMENT.name] = statement.text if statement else ""
    return answers


@transaction.atomic
def save_section(
    application: Application,
    name: str,
    changes: Mapping[str, object],
    *,
    seen: str | None = None,
    window: str = "",
    by: Collaborator | None = None,
    now: datetime,
) -> str:
    """Store what changed in a step of the draft and return its new fingerprint.

    `seen` is the fingerprint that the writer last saw. If the step reads differently by now, and
    it was not this very page (`window`) that stored it, the answer is a Conflict.
    """
    row = locked(application)
    if not row.is_draft:
        raise Refused(_("The application was submitted and can no longer be changed."))
    stored = content(row, name)
    changed = {field: value for field, value in changes.items() if stored[field] != value}
    if not changed:
        return fingerprint(stored)
    last = row.saved_sections.select_related("by").filter(section=name).first()
    is_own = last is not None and window and last.window == window
    if seen is not None and seen != fingerprint(stored) and not is_own:
        raise Conflict(stored, last)
    fields = [field for field in changed if field != STATEMENT.name]
    for field in fields:
        setattr(row, field, changed[field])
    if fields:
        row.save(update_fields=fields)
    if text := changed.get(STATEMENT.name):
        row.statements.update_or_create(criterion=name, defaults={"text": str(text)})
    elif STATEMENT.name in changed:
        row.statements.filter(criterion=name).delete()
    SavedSection.objects.update_or_create(
        application=row,
        section=name,
        defaults={"saved_at": now, "by": by, "window": window},
    )
    return fingerprint(stored | changed)


@transaction.atomic
def add_evidence(
    application: Application,
    criterion: str,
    *,
    now: datetime,
    title: str,
    link: str = "",
    upload: CheckedUpload | None = None,
    answering: Clarification | None = None,
    **facts: object,
) -> Evidence:
    """Keep a link, or an upload that `uploads.checking` has passed, as evidence; else NoRoom.

    The very same file is kept once for a criterion: else AlreadyThere.

    Also open while a question is: what is added then belongs to the answer, to the first question
    that is open unless `answering` says to which.
    """
    row = _open_to_the_applicant(application)
    if upload is not None:
        _must_be_new(row, criterion, upload.sha256)
    _must_have_room(row, upload.size if upload else 0)
    evidence = Evidence(
        application=row, criterion=criterion, title=title, link=link, added_at=now, **facts
    )
    questions = row.clarifications.unanswered()
    if answering is not None:
        questions = questions.filter(pk=answering.pk)
    evidence.clarification = questions.first()
    if upload is not None:
        evidence.file = upload.file
        evidence.filename = upload.name
        evidence.content_type = upload.content_type
        evidence.size = upload.size
        evidence.sha256 = upload.sha256
        evidence.has_active_content = upload.has_active_content
    evidence.save()
    return evidence


def _must_be_new(row: Application, criterion: str, sha256: str) -> None:
    if same := row.evidence.filter(criterion=criterion, sha256=sha256).first():
        raise AlreadyThere(same)


def _must_have_room(row: Application, size: int) -> None:
    """For one more piece of evidence, of so many bytes."""
    if row.evidence.count() >= settings.EVIDENCE_MAX_FILES:
        raise NoRoom(
            _("An application holds up to %(limit)s pieces of evidence; remove one first.")
            % {"limit": settings.EVIDENCE_MAX_FILES}
        )
    taken = row.evidence.aggregate(bytes=Sum("size"))["bytes"] or 0
    if taken + size > settings.EVIDENCE_MAX_TOTAL_BYTES:
        raise NoRoom(
            _(
                "The files of an application may take %(limit)s together; %(taken)s are taken and "
                "this one has %(size)s."
            )
            % {
                "limit": filesizeformat(settings.EVIDENCE_MAX_TOTAL_BYTES),
                "taken": filesizeformat(taken),
                "size": filesizeformat(size),
            }
        )


@transaction.atomic
def describe_evidence(
    application: Application,
    evidence: Evidence,
    facts: Mapping[str, object],
    *,
    seen: str | None = None,
) -> Evidence:
    """Change what is stated of a piece of evidence; the file or link itself stays what it is."""
    row = _still_changeable(_open_to_the_applicant(application), evidence)
    if row is None:
        raise Refused(_("This piece of evidence was removed meanwhile."))
    stored = facts_of(row)
    changed = {fact: value for fact, value in facts.items() if stored[fact] != value}
    if changed and seen not in (None, fingerprint(stored)):
        raise Conflict(stored, None)
    for fact, value in changed.items():
        setattr(row, fact, value)
    row.save(update_fields=list(changed))
    return row


def facts_of(evidence: Evidence) -> dict[str, object]:
    """What is stated of it, as a form shows it."""
    return {fact: getattr(evidence, fact) for fact in (EVIDENCE.name, *EVIDENCE_FACTS)}


@transaction.atomic
def remove_evidence(application: Application, evidence: Evidence) -> None:
    """A file goes with it, unless an application that began from the same answers holds it too."""
    row = _still_changeable(_open_to_the_applicant(application), evidence)
    if row is None:
        return
    storage, name = row.file.storage, row.file.name
    row.delete()

    def drop() -> None:
        if name and not Evidence.objects.filter(file=name).exists():
            storage.delete(name)

    transaction.on_commit(drop)


def _still_changeable(application: Application, evidence: Evidence) -> Evidence | None:
    """In a draft, or with an answer that was not sent yet; None if it is gone."""
    row = application.evidence.filter(pk=evidence.pk).first()
    unanswered = application.clarifications.unanswered()
    if row and not (application.is_draft or row.clarification in unanswered):
        raise Refused(_("The application was submitted and can no longer be changed."))
    return row


def gaps(application: Application) -> list[Gap]:
    """In the order of the form; first the fields, then statements and evidence."""
    lacking = [
        Gap(section.name, field.name, str(field.gap))
        for section in SECTIONS.values()
        for field in section.fields
        if field.gap and not getattr(application, field.name)
    ]
    stated = {statement.criterion for statement in application.statements.all()}
    supported = {evidence.criterion for evidence in application.evidence.all()}
    for section in SECTIONS.values():
        if section.is_criterion and section.name not in stated:
            lacking.append(Gap(section.name, STATEMENT.name, str(STATEMENT.gap)))
        if section.is_criterion and section.name not in supported:
            lacking.append(Gap(section.name, EVIDENCE.name, str(EVIDENCE.gap)))
    return lacking


def _open_to_the_applicant(application: Application) -> Application:
    row = locked(application)
    if row.status not in (ApplicationStatus.DRAFT, ApplicationStatus.CLARIFICATION):
        raise Refused(_("Evidence can be added to a draft or with an answer to a question."))
    return row
