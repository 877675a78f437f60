"""What stands between a newcomer and the addresses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import run
import weasyprint.text
from celery.platforms import ROOT_DISCOURAGED


def warned(text, **variables):
    code = f"import warnings; warnings.warn({text!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


@pytest.fixture
def as_make_run_starts_it(monkeypatch):
    monkeypatch.setattr(os, "environ", {"PATH": os.environ["PATH"]})
    run.set_for_processes()
    return {"PYTHONWARNINGS": os.environ["PYTHONWARNINGS"]}


def test_celerys_words_about_root_are_not_shown_and_others_are(as_make_run_starts_it):
    assert warned(ROOT_DISCOURAGED) != ""
    assert warned(ROOT_DISCOURAGED, **as_make_run_starts_it) == ""
    assert "the disk is full" in warned("the disk is full", **as_make_run_starts_it)


def test_weasyprint_still_warns_in_the_words_that_are_not_shown():
    source = Path(weasyprint.text.__path__[0], "ffi.py").read_text()

    assert f"'{run.QUIET[1]}" in source
