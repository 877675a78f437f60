"""The workers of `make test` share what is set up once: the tables, and what a file makes."""

import os
import re
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing

import pytest

from scripts.pytest_environment import copy_tables, thin_out
from scripts.test import SHARED_OUT

FILE = """
import pytest

@pytest.mark.parametrize("number", range(9))
def test_passes(number):
    pass
"""


def test_the_tests_of_a_file_run_in_one_worker(tmp_path):
    for name in "abcdef":
        (tmp_path / f"test_{name}.py").write_text(FILE)
    options = ["-v", "-c", os.devnull, "--rootdir", ".", "-p", "xdist", "-p", "no:cacheprovider"]
    options += [*SHARED_OUT, "--numprocesses=2"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "."],
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    workers_of = defaultdict(set)
    for worker, name in re.findall(r"\[(gw\d)\] .*PASSED (test_\w\.py)", done.stdout):
        workers_of[name].add(worker)
    assert len(workers_of) == 6, done.stdout
    assert [len(workers) for workers in workers_of.values()] == [1] * 6
    assert len(set.union(*workers_of.values())) > 1


def test_workers_copy_the_tables_of_sqlite_at_the_same_time(tmp_path):
    made = tmp_path / "made"
    with (
        closing(sqlite3.connect(made)) as another,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        another.executescript("PRAGMA journal_mode=WAL; CREATE TABLE centre AS SELECT 1")
        another.execute("BEGIN")
        another.execute("SELECT * FROM centre").fetchone()

        copy_tables(made, copy)

        assert copy.execute("SELECT * FROM centre").fetchall() == [(1,)]


class Case:
    """What pytest collects, as far as choosing goes."""

    path, originalname = "test_rules.py", "test_of_many_cases"

    def __init__(self, number):
        self.name = f"{self.originalname}[{number:02}]"
        self.marks = [pytest.mark.sample(3)]

    def get_closest_marker(self, name):
        return next((mark for mark in self.marks if mark.name == name), None)

    def add_marker(self, mark):
        self.marks.append(mark)


def test_of_a_sampled_test_few_cases_are_quick_whatever_their_order():
    cases = [Case(number) for number in range(12)]

    thin_out(cases[::-1])

    quick = [number for number, case in enumerate(cases) if not case.get_closest_marker("slow")]
    assert quick == [0, 4, 8]
