"""An application as data, in the order and with the names that the archive documents."""

from datetime import UTC, date, datetime

from members.applications.correspondence import Letter, decided_against, letters
from members.applications.form_fields import EVIDENCE_FACTS, SECTIONS, STATEMENT
from members.applications.models import Application
from members.applications.services.writing import content

SCHEMA = "p2i-application/1"
EVIDENCE = ("title", "criterion", "link", "filename", "content_type", "sha256", *EVIDENCE_FACTS)


def file_names(application: Application) -> dict[int, str]:
    """A safe and unique name in the archive for each piece of evidence that is a file."""
    rows = application.evidence.exclude(file="")
    return {
        row.pk: f"files/{number:02d}-{row.criterion}-{row.filename}"
        for number, row in enumerate(rows, start=1)
    }


def as_data(application: Application, *, now: datetime) -> dict[str, object]:
    names = file_names(application)
    is_against = decided_against(application)
    return {
        "schema": SCHEMA,
        "written_at": _plain(now),
        "reference": application.reference,
        "status": application.status,
        "contact_email": application.contact_email,
        "created_at": _plain(application.created_at),
        "submitted_at": _plain(application.submitted_at),
        "answers": {
            section: {
                "statement" if name == STATEMENT.name else name: _plain(value)
                for name, value in content(application, section).items()
            }
            for section in SECTIONS
        },
        "evidence": [
            {
                "file": names.get(row.pk, ""),
                "bytes": row.size,
                "contains_scripts_or_attachments": row.has_active_content,
                "given_with_an_answer": row.clarification_id is not None,
                **{name: _plain(getattr(row, name)) for name in (*EVIDENCE, "added_at")},
            }
            for row in application.evidence.all()
        ],
        "correspondence": [_letter(letter) for letter in letters(application)],
        "decision": {
            "decided_at": _plain(application.decided_at),
            "reasons": application.decision_reasons if is_against else "",
            "reapply_from": _plain(application.reapply_from),
            "findings": [
                {"criterion": row.criterion, "finding": row.verdict, "note": row.shared_note}
                for row in (application.findings.order_by("pk") if is_against else ())
            ],
        },
        "history": [
            {"at": _plain(event.at), "status": event.status, "what": event.what}
            for event in application.events.filter(is_public_to_applicant=True)
        ],
    }


def _letter(letter: Letter) -> dict[str, object]:
    data: dict[str, object] = {
        "at": _plain(letter.at),
        "kind": letter.kind,
        "title": letter.title,
    }
    if letter.kind == "question" and letter.clarification:
        data["due_on"] = _plain(letter.clarification.due_on)
        data["taken_back_at"] = _plain(letter.clarification.taken_back_at)
    return data | {"text": letter.text}


def _plain(value: object) -> str | bool | int | None:
    """As JSON holds it: instants in UTC, days in ISO 8601, countries by their code."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (bool, int)) or value is None else str(value)
