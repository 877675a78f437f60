"""The suite on PostgreSQL and Redis; then, on SQLite without Redis, what can differ there.

The browser's tests wait most of their time: they run beside all the others.

Arguments go to pytest. A skipped test counts as a failure: what is missing is named, not passed.
With `--proofs` first it is the long proofs instead, and on SQLite all that touches a database.
With `--proofs scanners` it is none of them but `scanners.py`, which attacks a demo.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import processes
import scanners
import servers
import system

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5  # pytest's exit code
WORKERS = min(4, os.cpu_count() or 1)
PYTEST = [sys.executable, "-m", "pytest", "--reuse-db"]
# A file's tests run in one worker, so that they share what it sets up.
SHARED_OUT = [f"--numprocesses={WORKERS}", "--dist=loadfile"]
BRIEFLY, THOROUGHLY = (["--hypothesis-profile", name] for name in ("brief", "thorough"))
BROWSER = "tests/e2e"
BROWSING = ["--screenshot=only-on-failure", "--output=var/test-results"]
ALL_BUT_BROWSING = [f"--ignore={BROWSER}", "-p", "no:playwright"]


def main(arguments):
    os.chdir(ROOT)
    processes.listen()
    if arguments == ["--proofs", "scanners"]:
        return scanners.main()
    try:
        os.environ["CHROMIUM"] = system.browser()
        os.environ["CLAMD"] = system.virus_scanner()
        with servers.running() as addresses, tempfile.TemporaryDirectory() as folder:
            on_sqlite = make_databases(addresses, Path(folder))
            if arguments[:1] == ["--proofs"]:
                results = prove(arguments[1:], addresses, on_sqlite)
            else:
                results = test(arguments, addresses, on_sqlite)
    except system.Missing as missing:
        sys.exit(f"make test: {missing}")
    print()
    for name, verdict, _ in results:
        print(f"{name}: {verdict}")
    return 0 if all(good for *_, good in results) else 1


def prove(arguments, addresses, on_sqlite):
    return [
        run("Long proofs", [*THOROUGHLY, "-m", "slow or hypothesis", *arguments], addresses),
        run_on_sqlite(arguments, on_sqlite, "all", may_be_empty=bool(arguments)),
    ]


def test(arguments, addresses, on_sqlite):
    name, quick = "PostgreSQL and Redis", [*BRIEFLY, "-m", "not slow"]
    if arguments:
        return [
            run(name, [*quick, *BROWSING, *arguments], addresses),
            run_on_sqlite(arguments, on_sqlite, "all", may_be_empty=True),
        ]
    browsing = [BROWSER, *BROWSING]
    with beside("The browser", browsing, browser_addresses(addresses)) as browser:
        results = [
            run(name, [*quick, *ALL_BUT_BROWSING], addresses),
            run_on_sqlite(ALL_BUT_BROWSING, on_sqlite, "what differs"),
        ]
        return [*results, finish(browser)]


def make_databases(addresses, folder):
    """All tables on both databases, made once and at the same time; the workers take copies.

    Returns the environment of whoever runs on SQLite.
    """
    database = addresses["DATABASE_URL"]
    name = database.rpartition("/")[2]
    made = servers.make_database(database, f"test_{name}_made")
    on_postgresql = {"DATABASE_URL": made, "REDIS_URL": ""}
    on_sqlite = {"DATABASE_URL": f"sqlite:///{folder}/made", "REDIS_URL": ""}
    making = [
        processes.start(
            [sys.executable, "-m", "scripts.pytest_environment"],
            env={**os.environ, **where, "VAR_DIR": str(folder)},
        )
        for where in (on_postgresql, on_sqlite)
    ]
    for process in making:
        processes.first_to_end([process])
    processes.stop(making)
    if processes.told_to_stop:
        sys.exit(130)
    if any(process.returncode for process in making):
        raise system.Missing("the tables of the tests could not be made; see above")
    for number in range(WORKERS):
        servers.make_database(database, f"test_{name}_gw{number}", like=made)
    servers.make_database(database, "test_browser", like=made)
    return {"DATABASE_URL": "", "REDIS_URL": "", "P2I_TEST_MADE": f"{folder}/made"}


def browser_addresses(addresses):
    """Its own database; the workers' databases in Redis begin with 1."""
    server = addresses["DATABASE_URL"].rpartition("/")[0]
    return {**addresses, "DATABASE_URL": f"{server}/browser"}


def run_on_sqlite(arguments, on_sqlite, which, *, may_be_empty=False):
    """Once more what another database could answer otherwise, or all that touches one.

    A selection of tests may hold nothing for it.
    """
    return run(
        "SQLite, no Redis",
        ["-m", "not postgres and not e2e and not slow", *arguments],
        {**on_sqlite, "P2I_TEST_ON_SQLITE": which},
        may_be_empty=may_be_empty,
    )


# --- One run of pytest ------------------------------------------------------------------


@dataclass
class Run:
    name: str
    process: subprocess.Popen
    counts: Path
    begin: float
    aside: IO[str] | None = None  # what it prints, if not for the terminal at once


def run(name, arguments, addresses, *, may_be_empty=False):
    """One run of pytest: its name, what came out in words, whether that is good."""
    print(f"\n=== {name} ===", flush=True)
    with started(name, [*SHARED_OUT, *arguments], addresses) as begun:
        return finish(begun, may_be_empty=may_be_empty)


@contextlib.contextmanager
def beside(name, arguments, addresses):
    """A run beside others, in one process: it is printed when it is finished."""
    with (
        tempfile.TemporaryFile("w+") as aside,
        started(name, arguments, addresses, aside=aside) as begun,
    ):
        yield begun


@contextlib.contextmanager
def started(name, arguments, addresses, *, aside=None):
    with tempfile.NamedTemporaryFile(suffix=".json") as counts:
        environment = {**os.environ, **addresses, "P2I_TEST_COUNTS": counts.name}
        process = processes.start(
            [*PYTEST, *arguments], env=environment, stdout=aside, stderr=aside
        )
        try:
            yield Run(name, process, Path(counts.name), time.time(), aside)
        finally:
            processes.stop([process], signal.SIGINT, patience=20)


def finish(begun, *, may_be_empty=False):
    """Wait for a run: its name, what came out in words, whether that is good."""
    processes.first_to_end([begun.process])
    seconds = begun.counts.stat().st_mtime - begun.begin  # it may have ended before others
    if processes.told_to_stop:
        sys.exit(130)
    if begun.aside:
        begun.aside.seek(0)
        print(f"\n=== {begun.name} ===\n{begun.aside.read()}", flush=True)
    counts = json.loads(begun.counts.read_text() or "{}")
    ended_well = begun.process.returncode in ((0, NO_TESTS) if may_be_empty else (0,))
    good = ended_well and not counts.get("skipped")
    words = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "no tests"
    return begun.name, f"{'good' if good else 'NOT GOOD'}: {words} in {seconds:.0f} s", good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
