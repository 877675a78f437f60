"""A file of ten thousand centres: read, compared with the register, applied, exported, served."""

import csv
import io
import time
import tracemalloc
from datetime import UTC, datetime

from django.contrib.auth import get_user_model

from api import open_data
from benchmarks.figures import Figure, at_most
from common.countries import EUROPE
from common.spreadsheets import csv_lines, xlsx_file
from members.enums import Basis
from members.models import Centre
from members.register.importing import planning, register_table, spreadsheet_reader
from members.register.importing.columns import COLUMNS
from members.register.services import importing, memberships

NAME = "Import and export of the register"
ROWS = 10_000
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECONDS = 30  # after which a web server gives up


def main():
    by = get_user_model().objects.create_superuser("desk@example.org", name="Desk")
    second = get_user_model().objects.create_superuser("second@example.org", name="Second")
    founder = Centre.objects.create(name="Founder", slug="founder", country="NL")
    how = {"membership_class": "member", "reason": "Founded", "basis": Basis.FOUNDING}
    memberships.enter(founder, **how, by=None, now=NOW)
    made = as_csv([list(COLUMNS), *map(row, range(ROWS))])
    yield Figure("rows of the file", f"{ROWS}, {len(made) / 2**20:.1f} MB")
    yield from shown_and_applied("all new", made, by, second)
    table = [[str(text) for text in line] for line in register_table.table()]
    yield timed("export as CSV", lambda: sum(map(len, csv_lines(register_table.table()))))
    book, taken = clocked(lambda: xlsx_file(register_table.table(), "Register").read())
    yield at_most("export as XLSX", taken, SECONDS, " s")
    yield timed("dry run of that XLSX, which changes nothing", lambda: dry_run(book))
    for line in table[1:]:
        line[COLUMNS.index("class")] = "associate"
    yield from shown_and_applied("all with another class", as_csv(table), by, second)
    yield timed("all that is public as one JSON file", lambda: open_data.written(NOW)[0].close())
    yield peak("memory beside, of that file", lambda: open_data.written(NOW)[0].close())


def shown_and_applied(what, content, by, second):
    yield timed(f"dry run, {what}", lambda: dry_run(content))
    run = importing.show(spreadsheet_reader.read(content), by=by, now=NOW)
    seen = planning.plan(run.rows, on=NOW.date()).fingerprint
    people = {"by": by, "released_by": second}
    yield timed(f"apply, {what}", lambda: importing.confirm(run, seen=seen, **people, now=NOW))


def dry_run(content):
    return planning.plan(spreadsheet_reader.read(content).rows, on=NOW.date())


def timed(what, act):
    return at_most(what, clocked(act)[1], SECONDS, " s")


def clocked(act):
    began = time.perf_counter()
    found = act()
    return found, round(time.perf_counter() - began, 2)


def peak(what, act):
    tracemalloc.start()
    act()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Figure(what, f"{most / 2**20:.1f} MB")


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def row(number):
    values = {
        "slug": f"centre-{number}",
        "name": f"Centre {number}",
        "country": EUROPE[number % len(EUROPE)],
        "hosts": f"Agency {number} | Office {number}",
        "class": "member",
        "maturity": "new",
        "status": "active",
        "effective": "2020-05",
        "website": "https://example.org",
        "about": "What it does. " * 10,
    }
    return [values.get(name, "") for name in COLUMNS]
