"""The suite on PostgreSQL and Redis; then, on SQLite without Redis, what can differ there.

Arguments go to pytest. A skipped test counts as a failure: what is missing is named, not passed.
With `--proofs` first it is the long proofs instead, and on SQLite all that touches a database.
"""

import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import processes
import servers
import system

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5  # pytest's exit code
WORKERS = min(4, (os.cpu_count() or 1) + 1)  # one waits for the browser most of its time
PYTEST = [sys.executable, "-m", "pytest", f"--numprocesses={WORKERS}"]
PYTEST += [
    "--reuse-db",
    "--dist=loadfile",
    "--no-loadscope-reorder",
    "--screenshot=only-on-failure",
    "--output=var/test-results",
]


def main(arguments):
    os.chdir(ROOT)
    processes.listen()
    results = []
    try:
        os.environ["CHROMIUM"] = system.browser()
        os.environ["CLAMD"] = system.virus_scanner()
        with servers.running() as addresses, tempfile.TemporaryDirectory() as folder:
            made = make_databases(addresses, Path(folder))
            if arguments[:1] == ["--proofs"]:
                results.append(run("Long proofs", ["-m", "slow", *arguments[1:]], addresses))
                results.append(run_on_sqlite(made, arguments[1:], "all"))
            else:
                chosen = ["-m", "not slow", *arguments]
                results.append(run("PostgreSQL and Redis", chosen, addresses))
                which = "all" if arguments else "what differs"
                results.append(run_on_sqlite(made, arguments, which))
    except system.Missing as missing:
        sys.exit(f"make test: {missing}")
    print()
    for name, verdict, _ in results:
        print(f"{name}: {verdict}")
    return 0 if all(good for *_, good in results) else 1


def make_databases(addresses, folder):
    """All tables on both databases, made once and at the same time; the workers take copies.

    Returns the environment of whoever runs on SQLite.
    """
    database = addresses["DATABASE_URL"]
    made = servers.make_database(database, "made")
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
        servers.make_database(database, f"gw{number}", like=made)
    return {"DATABASE_URL": "", "REDIS_URL": "", "P2I_TEST_MADE": f"{folder}/made"}


def run_on_sqlite(made, arguments, which):
    """Once more what another database could answer otherwise, or all that touches one."""
    return run(
        "SQLite, no Redis",
        ["-m", "not postgres and not e2e and not slow", *arguments],
        {**made, "P2I_TEST_ON_SQLITE": which},
        may_be_empty=bool(arguments),  # a selection may hold nothing for SQLite
    )


def run(name, arguments, addresses, *, may_be_empty=False):
    """One run of pytest: its name, what came out in words, whether that is good."""
    print(f"\n=== {name} ===", flush=True)
    begin = time.monotonic()
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        environment = {**os.environ, **addresses, "P2I_TEST_COUNTS": file.name}
        process = processes.start([*PYTEST, *arguments], env=environment)
        processes.first_to_end([process])
        processes.stop([process], signal.SIGINT, patience=20)
        counts = json.loads(Path(file.name).read_text() or "{}")
    if processes.told_to_stop:
        sys.exit(130)
    ended_well = process.returncode in ((0, NO_TESTS) if may_be_empty else (0,))
    good = ended_well and not counts.get("skipped")
    words = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "no tests"
    verdict = f"{'good' if good else 'NOT GOOD'}: {words} in {time.monotonic() - begin:.0f} s"
    return name, verdict, good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
