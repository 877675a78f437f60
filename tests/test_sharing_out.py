"""The workers of `make test` share what a file sets up: its tests run in one of them."""

import os
import re
import subprocess
import sys
from collections import defaultdict

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
