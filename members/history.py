"""An application's history as lines to read: who, when, what, what changed, why."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from members.enums import ApplicationStatus, Verdict, Visibility

WORDS = {"status": ApplicationStatus, "verdict": Verdict, "visibility": Visibility}


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    what: str
    why: str
    status: str
    changes: list


def lines(events):
    """Of events that come with their `by` and `collaborator`."""
    return [
        Line(
            at=event.at,
            who=str(event.by or event.collaborator or _("Applicant")),
            what=event.what,
            why=event.why,
            status=event.get_status_display(),
            changes=[_change(name, *values) for name, values in event.changes.items()],
        )
        for event in events
    ]


def _change(name, before, after):
    """ "Submitted → Under review"; a name that is not known here is said as it stands."""
    labels = dict(WORDS[name].choices) if name in WORDS else {}
    was, now = (labels.get(value, value) or _("none") for value in (before, after))
    return f"{was} → {now}" if name in WORDS else f"{name}: {was} → {now}"
