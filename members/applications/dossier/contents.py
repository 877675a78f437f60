"""An application as data, in the order and with the names that the archive documents."""

from datetime import UTC, date, datetime

from members.applications.correspondence import decided_against, letters
from members.applications.services.writing import SECTION_FIELDS, content
from members.enums import Criterion

SCHEMA = "p2i-application/1"


def file_names(application):
    """A safe and unique name in the archive for each piece of evidence that is a file."""
    rows = application.evidence.exclude(file="")
    return {
        row.pk: f"files/{number:02d}-{row.criterion}-{row.filename}"
        for number, row in enumerate(rows, start=1)
    }


def as_data(application, *, now):
    names = file_names(application)
    return {
        "schema": SCHEMA,
        "written_at": _plain(now),
        "reference": application.reference,
        "status": application.status,
        "contact_email": application.contact_email,
        **{field: _plain(getattr(application, field)) for field in ("created_at", "submitted_at")},
        "answers": {name: _answers(application, name) for name in SECTION_FIELDS},
        "evidence": [_evidence(row, names) for row in application.evidence.all()],
        "correspondence": [_letter(letter) for letter in letters(application)],
        "decision": _decision(application),
        "history": [
            {"at": _plain(event.at), "status": event.status, "what": event.what}
            for event in application.events.filter(is_public_to_applicant=True)
        ],
    }


def _answers(application, name):
    held = {field: _plain(value) for field, value in content(application, name).items()}
    if name in Criterion:
        held["statement"] = held.pop("text")
    return held


def _evidence(row, names):
    facts = ("title", "criterion", "link", "filename", "content_type", "sha256", "pages")
    dates = ("language", "issued_on", "valid_until", "added_at")
    return {
        "file": names.get(row.pk, ""),
        "bytes": row.size,
        "contains_scripts_or_attachments": row.has_active_content,
        "given_with_an_answer": row.clarification_id is not None,
        **{field: _plain(getattr(row, field)) for field in (*facts, *dates)},
    }


def _letter(letter):
    told = {"at": _plain(letter.at), "kind": letter.kind, "title": letter.title}
    if letter.kind == "question":
        told["due_on"] = _plain(letter.clarification.due_on)
        told["taken_back_at"] = _plain(letter.clarification.taken_back_at)
    return told | {"text": letter.text}


def _decision(application):
    against = decided_against(application)
    return {
        "decided_at": _plain(application.decided_at),
        "reasons": application.decision_reasons if against else "",
        "reapply_from": _plain(application.reapply_from),
        "findings": [
            {"criterion": row.criterion, "finding": row.verdict, "note": row.shared_note}
            for row in (application.findings.order_by("pk") if against else ())
        ],
    }


def _plain(value):
    """As JSON holds it: instants in UTC, days in ISO 8601, countries by their code."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (bool, int)) or value is None else str(value)
