"""A case's history as a file: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json

from members.applications.history import lines

COLUMNS = ["at", "who", "what", "changed", "why", "status"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(events):
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


def as_csv(events):
    """Begins with the mark by which spreadsheets know UTF-8."""
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS)
    table.writeheader()
    table.writerows({name: harmless(cell) for name, cell in row.items()} for row in rows(events))
    return "\ufeff" + written.getvalue()


def harmless(cell):
    """A spreadsheet would run a cell that begins like a formula; an apostrophe makes it text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_json(application, events):
    return json.dumps(
        {"reference": application.reference, "events": rows(events)}, ensure_ascii=False, indent=2
    )
