"""Run the benchmarks, each on a scratch database of its own, and fail if a bound does not hold.

    make bench                        all of them
    make bench ARGS="case_list"       those with these names

A benchmark is a file of this folder with a NAME and a main() that returns figures.
"""

import base64
import importlib
import os
import secrets
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SIGNS = {None: "", True: "holds", False: "BROKEN"}


def main(names):
    prepare()
    found = benchmarks()
    if unknown := set(names) - set(found):
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(found)}.")
    figures = [figure for name in names or found for figure in measure(found[name])]
    broken = [figure.what for figure in figures if figure.is_kept is False]
    if broken:
        print(f"\n{len(broken)} of the bounds did not hold: {'; '.join(broken)}")
    return 1 if broken else 0


def prepare():
    """Settings as in production, on the database that the environment names."""
    sys.path.insert(0, str(FOLDER.parent))
    var = tempfile.TemporaryDirectory(prefix="p2i-bench-")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="p2i_site.settings",
        SECRET_KEY=secrets.token_hex(),
        RECORD_SIGNING_KEY=base64.b64encode(secrets.token_bytes(32)).decode(),
        SITE_URL="http://testserver",
        ALLOWED_HOSTS="testserver",
        EMAIL_URL="memorymail://",
        DEBUG="false",
        DEMO="false",
        VAR_DIR=var.name,
        LOG_LEVEL="ERROR",
    )
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{var.name}/sqlite3")
    prepare.keeps = var  # until the process ends
    import django

    django.setup()
    from django.conf import settings

    settings.STATIC_ROOT.mkdir()
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": plain}


def benchmarks():
    modules = {}
    for path in sorted(FOLDER.glob("*.py")):
        if "\nNAME = " in path.read_text():
            modules[path.stem] = importlib.import_module(f"benchmarks.{path.stem}")
    return modules


def measure(benchmark):
    """The figures of one benchmark, printed as a table."""
    from django.db import connection

    print(f"\n{benchmark.NAME}", flush=True)
    kept = connection.settings_dict["NAME"]
    scratch = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        figures = list(benchmark.main())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = scratch
        connection.creation.destroy_test_db(kept, verbosity=0)
    widths = [max(len(row[column]) for row in map(cells, figures)) for column in range(4)]
    for figure in figures:
        row = zip(cells(figure), widths, strict=True)
        print("  " + "  ".join(cell.ljust(width) for cell, width in row).rstrip())
    return figures


def cells(figure):
    return figure.what, figure.measured, figure.bound, SIGNS[figure.is_kept]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
