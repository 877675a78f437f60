"""A case's history as a file: CSV for a spreadsheet, JSON for a program."""

import json
from collections.abc import Iterable

from common.spreadsheets import cell, csv_lines
from common.typed_text import all_to_write
from members.applications.history import lines
from members.applications.models import Application, ApplicationEvent

COLUMNS = ["at", "who", "what", "changed", "why", "status"]


def rows(events: Iterable[ApplicationEvent]) -> list[dict[str, str]]:
    return [
        {
            "at": line.at.isoformat(),
            "who": line.who,
            "what": line.what,
            "changed": "; ".join(line.changes),
            "why": line.why,
            "status": line.status,
        }
        for line in lines(events)
    ]


def as_csv(events: Iterable[ApplicationEvent]) -> str:
    table = [[cell(row[name]) for name in COLUMNS] for row in rows(events)]
    return "".join(csv_lines([COLUMNS, *table]))


def as_json(application: Application, events: Iterable[ApplicationEvent]) -> str:
    told = {"reference": application.reference, "events": rows(events)}
    return json.dumps(all_to_write(told), ensure_ascii=False, indent=2)
