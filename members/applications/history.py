"""An application's history as lines to read: who, when, what, what changed, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.applications.models import ApplicationEvent
from members.enums import ApplicationStatus, Verdict, Visibility

WORDS = {  # what may change, and how its values are called
    "status": (_("Status"), ApplicationStatus),
    "verdict": (_("Finding"), Verdict),
    "visibility": (_("Note read by"), Visibility),
}


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    what: str
    why: str
    status: str
    changes: list[str]


def lines(events: Iterable[ApplicationEvent]) -> list[Line]:
    """Of events that come with their `by` and `collaborator`."""
    return [
        Line(
            at=event.at,
            who=str(event.by or event.collaborator or gettext("Applicant")),
            what=event.what,
            why=event.why,
            status=event.get_status_display(),
            changes=[in_words(name, *values) for name, values in event.changes.items()],
        )
        for event in events
    ]


def in_words(name: str, before: object, after: object) -> str:
    """ "Status: Submitted → Under review"; a name that has no words is shown as it stands."""
    label, values = WORDS.get(name, (name, None))
    labels: dict[object, object] = dict(values.choices) if values else {}
    was, now = (labels.get(value, value) or gettext("none") for value in (before, after))
    return f"{label}: {was} → {now}"
