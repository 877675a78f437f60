"""What an applicant writes into a draft, step by step, without overwriting a colleague unawares."""

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.edit_conflicts import Conflict, fingerprint
from common.refusals import Refused
from members.applications.models import Evidence, SavedSection
from members.applications.services.moves import locked
from members.enums import ApplicationStatus, Criterion

SECTION_FIELDS = {  # what each step holds of the application itself; a criterion also a statement
    "organisation": (
        "organisation_name",
        "organisation_is_private",
        "country",
        "centre_name",
        "established",
        "website",
        "about",
    ),
    "people": (
        "contact_name",
        "contact_position",
        "delegate_name",
        "delegate_email",
        "alternate_name",
        "alternate_email",
    ),
    "mandate": ("mandate_basis", "mandate_authority", "mandate_valid_until"),
    "resources": (),
    "participation": (),
    "commitment": (),
}
EVIDENCE_FACTS = ("language", "issued_on", "valid_until", "pages")


class NoRoom(Refused):
    """An application holds as much evidence as it may."""


def content(application, name):
    """What a step holds: each field with its value."""
    held = {field: getattr(application, field) for field in SECTION_FIELDS[name]}
    if name in Criterion:
        statement = application.statements.filter(criterion=name).first()
        held["text"] = statement.text if statement else ""
    return held


@transaction.atomic
def save_section(application, name, changes, *, seen=None, window="", by=None, now):
    """Store what changed in a step of the draft and return its new fingerprint.

    `seen` is the fingerprint that the writer last saw. If the step reads differently by now, and
    it was not this very page (`window`) that stored it, the answer is a Conflict.
    """
    row = draft(application)
    stored = content(row, name)
    changed = {field: value for field, value in changes.items() if stored[field] != value}
    if not changed:
        return fingerprint(stored)
    last = row.saved_sections.select_related("by").filter(section=name).first()
    own = last is not None and window and last.window == window
    if seen is not None and seen != fingerprint(stored) and not own:
        raise Conflict(stored, last)
    _store(row, name, changed)
    SavedSection.objects.update_or_create(
        application=row,
        section=name,
        defaults={"saved_at": now, "by": by, "window": window},
    )
    return fingerprint(stored | changed)


def _store(row, name, changed):
    fields = [field for field in changed if field != "text"]
    for field in fields:
        setattr(row, field, changed[field])
    if fields:
        row.save(update_fields=fields)
    if changed.get("text"):
        row.statements.update_or_create(criterion=name, defaults={"text": changed["text"]})
    elif "text" in changed:
        row.statements.filter(criterion=name).delete()


@transaction.atomic
def add_evidence(application, criterion, *, now, title, link="", upload=None, **facts):
    """Keep a link, or an upload that `uploads.check` has passed, as evidence.

    Also open while a clarification is: what is added then belongs to the answer.
    """
    row = _open_to_the_applicant(application)
    if why_not := _why_no_more(row, upload.size if upload else 0):
        raise NoRoom(why_not)
    evidence = Evidence(
        application=row, criterion=criterion, title=title, link=link, added_at=now, **facts
    )
    evidence.clarification = row.clarifications.unanswered().first()
    if upload is not None:
        evidence.file = upload.file
        evidence.filename = upload.name
        evidence.content_type = upload.content_type
        evidence.size = upload.size
        evidence.sha256 = upload.sha256
        evidence.has_active_content = upload.has_active_content
    evidence.save()
    return evidence


def _why_no_more(row, size):
    """What stands against another piece of evidence of this size; empty if nothing does."""
    if row.evidence.count() >= settings.EVIDENCE_MAX_FILES:
        return _("An application holds up to %(limit)s pieces of evidence; remove one first.") % {
            "limit": settings.EVIDENCE_MAX_FILES
        }
    taken = row.evidence.aggregate(bytes=Sum("size"))["bytes"] or 0
    if taken + size > settings.EVIDENCE_MAX_TOTAL_BYTES:
        return _(
            "The files of an application may take %(limit)s together; %(taken)s are taken and "
            "this one has %(size)s."
        ) % {
            "limit": filesizeformat(settings.EVIDENCE_MAX_TOTAL_BYTES),
            "taken": filesizeformat(taken),
            "size": filesizeformat(size),
        }
    return ""


@transaction.atomic
def describe_evidence(application, evidence, facts, *, seen=None):
    """Change what is said of a piece of evidence; the file or link itself stays what it is."""
    found = _still_changeable(_open_to_the_applicant(application), evidence)
    if found is None:
        raise Refused(_("This piece of evidence was removed meanwhile."))
    stored = facts_of(found)
    changed = {fact: value for fact, value in facts.items() if stored[fact] != value}
    if changed and seen not in (None, fingerprint(stored)):
        raise Conflict(stored, None)
    for fact, value in changed.items():
        setattr(found, fact, value)
    found.save(update_fields=list(changed))
    return found


def facts_of(evidence):
    """What is said of it, as a form shows it."""
    return {fact: getattr(evidence, fact) for fact in ("title", *EVIDENCE_FACTS)}


@transaction.atomic
def remove_evidence(application, evidence):
    found = _still_changeable(_open_to_the_applicant(application), evidence)
    if found is None:
        return
    stored = found.file
    found.delete()
    if stored:
        transaction.on_commit(lambda: _drop(stored))


def _still_changeable(row, evidence):
    """In a draft, or with an answer that was not sent yet; None if it is gone."""
    found = row.evidence.filter(pk=evidence.pk).first()
    if found and not (row.is_draft or found.clarification in row.clarifications.unanswered()):
        raise Refused(_("The application was submitted and can no longer be changed."))
    return found


def _drop(stored):
    """Delete a file, unless another application that began from the same answers holds it too."""
    if not Evidence.objects.filter(file=stored.name).exists():
        stored.storage.delete(stored.name)


def gaps(application):
    """What an application still lacks: a list of (section, field, what to do)."""
    found = [
        (section, field, text)
        for section, field, text in _needed_fields()
        if not getattr(application, field)
    ]
    stated = {statement.criterion for statement in application.statements.all()}
    supported = {evidence.criterion for evidence in application.evidence.all()}
    for criterion in Criterion:
        if criterion not in stated:
            found.append((criterion.value, "text", _("Write a statement.")))
        if criterion not in supported:
            found.append((criterion.value, "title", _("Add at least one file or link.")))
    return found


def _needed_fields():
    return [
        ("organisation", "organisation_name", _("Name the organisation.")),
        ("organisation", "country", _("Choose the country.")),
        ("organisation", "centre_name", _("Name the competence centre.")),
        ("people", "contact_name", _("Name the person we can ask.")),
        ("people", "delegate_name", _("Name the delegate.")),
        ("people", "delegate_email", _("Give the delegate's e-mail address.")),
        ("mandate", "mandate_basis", _("Name the legal basis of the mandate.")),
    ]


def draft(application):
    """The draft as it is stored now, locked; Refused once it was submitted."""
    row = locked(application)
    if not row.is_draft:
        raise Refused(_("The application was submitted and can no longer be changed."))
    return row


def _open_to_the_applicant(application):
    row = locked(application)
    if row.status not in (ApplicationStatus.DRAFT, ApplicationStatus.CLARIFICATION):
        raise Refused(_("Evidence can be added to a draft or with an answer to a question."))
    return row
