"""How many files are looked at at once, and for one person in an hour."""

import os
import subprocess
import sys
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from uploads import allowance, checking, inspection, pdf_text, subprocess_runner
from uploads.tests.test_checking import pdf

HOLDS_A_SLOT = """
import fcntl, os, sys
slot = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR, 0o600)
fcntl.flock(slot, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def one_slot(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.INSPECTIONS_AT_ONCE = 1
    settings.INSPECTION_WAIT_SECONDS = 0.2
    (tmp_path / "inspections").mkdir()
    return tmp_path / "inspections" / "0"


@pytest.fixture
def another_process(one_slot):
    """That looks at a file, as another worker of the site does."""
    command = [sys.executable, "-c", HOLDS_A_SLOT, str(one_slot)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def check():
    return checking.check(SimpleUploadedFile("Decree.pdf", pdf()), max_bytes=9999)


def test_whoever_waits_too_long_for_a_turn_is_told_to_come_again(another_process):
    with pytest.raises(ValidationError, match="Many files are being looked at"):
        check()


def test_a_turn_ends_with_the_process_that_had_it_however_it_ends(another_process):
    another_process.kill()
    another_process.wait()

    assert check().pages == 1


def test_a_turn_is_waited_for(another_process, settings):
    settings.INSPECTION_WAIT_SECONDS = 20
    threading.Timer(0.3, another_process.kill).start()

    assert check().pages == 1


def test_turns_are_given_back(one_slot):
    assert [check().pages for _time in range(3)] == [1, 1, 1]


def test_some_threads_of_a_process_stay_free_for_pages(monkeypatch, one_slot):
    monkeypatch.setattr(subprocess_runner, "_threads", threading.BoundedSemaphore(1))
    subprocess_runner._threads.acquire()

    with pytest.raises(ValidationError, match="Many files are being looked at"):
        check()


def test_a_paper_is_kept_without_its_words_while_too_many_files_are_looked_at(another_process):
    assert pdf_text.text_of(SimpleUploadedFile("paper.pdf", pdf())) == ""


def test_the_program_that_looks_has_less_of_the_machine_than_pages(one_slot, monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import atexit, os, sys\natexit.register(lambda: print(os.nice(0), file=sys.stderr))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    upload = SimpleUploadedFile("Decree.pdf", pdf())

    done = subprocess_runner.run(inspection, checking.PDF, file=upload)

    assert int(subprocess_runner.last_line(done.stderr)) >= min(19, os.nice(0) + 10)


def test_files_are_counted_for_whoever_brings_them_and_each_hour_anew(monkeypatch):
    monkeypatch.setattr(allowance.time, "time", lambda: 1000.0)
    for _time in range(3):
        allowance.take("P2I-1", most=3)
    with pytest.raises(ValidationError, match="Up to 3 files are looked at in an hour"):
        allowance.take("P2I-1", most=3)
    allowance.take("P2I-2", most=3)

    monkeypatch.setattr(allowance.time, "time", lambda: 1000.0 + 3600)
    allowance.take("P2I-1", most=3)
