"""Where the tests run; pytest.ini loads this before Django's settings are read.

`make test` gives the addresses of real servers. Without them the tests run on SQLite and
without Redis, so that plain `pytest` needs nothing; tests that need PostgreSQL are left out.
"""

import atexit
import base64
import gc
import json
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from contextlib import closing
from fnmatch import fnmatch
from operator import attrgetter
from pathlib import Path

import pytest

PLAIN = {
    "SECRET_KEY": secrets.token_hex(),
    "RECORD_SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "EMAIL_URL": "memorymail://",
    "DEBUG": "false",
    "DEMO": "false",
}


IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # as Django names its own


def prepare():
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        folder = tempfile.mkdtemp(prefix="p2i-test-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ.update(PLAIN, VAR_DIR=folder)
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/sqlite3"
        os.environ.setdefault("REDIS_URL", "")
    else:  # each worker has files and a Redis database of its own
        os.environ["VAR_DIR"] += f"/{worker}"
        if address := os.environ["REDIS_URL"]:
            number = int(worker.removeprefix("gw")) + 1
            os.environ["REDIS_URL"] = f"{address.rstrip('/').removesuffix('/0')}/{number}"
    Path(os.environ["VAR_DIR"], "static").mkdir(parents=True)


prepare()
# Imports, migrations and collection make much that stays: looking at it took a quarter of the time.
gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def copied_tables():
    """On SQLite the database in memory begins as a copy of what `make test` has made."""
    made = os.environ.get("P2I_TEST_MADE")
    if not made:
        yield
        return
    with closing(sqlite3.connect(IN_MEMORY, uri=True)) as copy:
        copy_tables(made, copy)
        yield


def copy_tables(made, copy):
    """Only reading, as the other workers do at the same time."""
    with closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as source:
        source.backup(copy)


def pytest_ignore_collect(collection_path):
    """Files of which nothing is run are not even read."""
    if os.environ.get("P2I_TEST_ON_SQLITE") == "what differs" and collection_path.is_file():
        return not differs_on_sqlite(collection_path) or None
    return None


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config, items):
    from django.db import connection

    thin_out(items)
    if connection.vendor != "postgresql":
        leave_out(items, config, lambda item: item.get_closest_marker("postgres"))
    if which := os.environ.get("P2I_TEST_ON_SQLITE"):
        leave_out(items, config, lambda item: not uses_the_database(item))
        if which == "what differs":
            leave_out(items, config, lambda item: not differs_on_sqlite(item.path))


def pytest_collection_finish():
    """What was imported stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


def thin_out(items):
    """Of a test with many cases so many are quick as its `sample` says, spread over all of them."""
    cases_of = defaultdict(list)
    for item in items:
        if sample := item.get_closest_marker("sample"):
            cases_of[item.path, item.originalname, *sample.args].append(item)
    for (*_test, count), cases in cases_of.items():
        in_order = sorted(cases, key=attrgetter("name"))
        quick = {number * len(cases) // count for number in range(count)}
        for number, case in enumerate(in_order):
            if number not in quick:
                case.add_marker(pytest.mark.slow)


def leave_out(items, config, is_unwanted):
    left_out = [item for item in items if is_unwanted(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not is_unwanted(item)]


def uses_the_database(item):
    return item.get_closest_marker("django_db") or "db" in item.fixturenames


# Where the code asks which database it has, and what rests on what a database refuses, locks,
# compares, sorts or finds. `make proof` runs everything on SQLite.
DIFFERS = """
    test_*constraints.py test_models.py test_services.py test_keyset.py test_*search*.py
    test_case_list.py test_directory.py test_found_in_pdf.py test_history*.py test_one_past.py
    test_importing.py test_memberships.py test_representing.py test_decisions.py test_admission.py
    test_casting.py test_ballot_locking.py test_opening.py test_closing.py test_certifying.py
    test_record*.py test_amendments.py test_rule_sets.py test_queue.py test_delivery.py
    test_settling.py test_demo.py test_open_data.py
""".split()


def differs_on_sqlite(path):
    return any(fnmatch(path.name, pattern) for pattern in DIFFERS)


def pytest_terminal_summary(terminalreporter):
    if path := os.environ.get("P2I_TEST_COUNTS"):
        counts = {
            kind: len(reports)
            for kind, reports in terminalreporter.stats.items()
            if kind in ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
        }
        Path(path).write_text(json.dumps(counts))


def make_tables():
    """All migrations, on the database that the environment names.

    SQLite's file has no write-ahead log afterwards: workers that copy it only read it.
    """
    import django
    from django.core.management import call_command
    from django.db import connection

    os.environ["DJANGO_SETTINGS_MODULE"] = "p2i_site.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA journal_mode=DELETE")


if __name__ == "__main__":
    make_tables()
