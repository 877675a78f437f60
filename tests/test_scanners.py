"""What scanners and the database of known holes say is read rightly; they run in `make proof`."""

import json
import subprocess
from pathlib import Path

import pytest

import audit
import scanners
from scanners import Explanation, Finding
from tool_environments import NotMade

ASKED = {"name": "django", "version": "3.2.1"}
HOLE = {"id": "CVE-2021-33203", "fix_versions": ["3.2.4"], "aliases": [], "description": "…"}


@pytest.fixture
def says(monkeypatch):
    """Let pip-audit say these things, one after the other."""

    def let(*answers):
        waiting = iter(answers)
        monkeypatch.setattr(audit, "programs_of", lambda name: Path("/nowhere"))
        monkeypatch.setattr(audit.subprocess, "run", lambda *given, **more: done(next(waiting)))

    def done(answer):
        if isinstance(answer, Exception):
            raise answer
        text = answer if isinstance(answer, str) else json.dumps({"dependencies": answer})
        return subprocess.CompletedProcess([], 1, text, "ConnectionError: no name")

    return let


KNOWN = [{**ASKED, "vulns": [HOLE]}]
CLEAN = [{"name": "celery", "version": "5.6.0", "vulns": []}]


def test_pins_without_a_known_hole_are_good(says, capsys):
    says(KNOWN, CLEAN)

    assert audit.main([]) == 0
    assert "1 pins checked, 0 known holes" in capsys.readouterr().out


def test_a_known_hole_is_named_with_what_mends_it(says, capsys):
    says(KNOWN, KNOWN)

    assert audit.main([]) == audit.HOLES
    assert "django 3.2.1: CVE-2021-33203, mended in 3.2.4" in capsys.readouterr().out


@pytest.mark.parametrize(
    "answers",
    [
        ["Traceback"],
        [subprocess.TimeoutExpired("pip-audit", 600)],
        [OSError("no such program")],
        [[{**ASKED, "skip_reason": "not found on PyPI"}]],
        [CLEAN],
        [KNOWN, "no JSON"],
        [KNOWN, []],
        [KNOWN, [*CLEAN, {"name": "x", "skip_reason": "not found on PyPI"}]],
    ],
    ids=[
        "not reached",
        "silent",
        "no program",
        "a mirror without holes",
        "a database that knows no hole",
        "gone meanwhile",
        "nothing asked",
        "one pin left out",
    ],
)
def test_what_no_database_has_answered_is_not_checked_and_never_good(says, capsys, answers):
    says(*answers)

    assert audit.main([]) == audit.NOT_CHECKED
    told = capsys.readouterr().out
    assert told.startswith("not checked: ")
    assert "0 known holes" not in told


def test_without_the_program_nothing_is_checked(monkeypatch, capsys):
    def fails(name):
        raise NotMade("no network")

    monkeypatch.setattr(audit, "programs_of", fails)

    assert audit.main([]) == audit.NOT_CHECKED
    assert "could not be installed (no network)" in capsys.readouterr().out


def test_a_finding_that_is_explained_nowhere_fails(capsys):
    found = [Finding("wapiti", "SQL Injection", "GET /votes/7/")]
    other = [Explanation("wapiti", "SQL Injection", "GET /search/*", "Another page.")]

    assert scanners.report(found, other) == 1
    assert "wapiti: SQL Injection at GET /votes/7/" in capsys.readouterr().out
    assert (
        scanners.report(found, [Explanation("wapiti", "SQL Injection", "GET /votes/*", "x")]) == 0
    )
    assert scanners.report([], other) == 0
    assert "not found this time" in capsys.readouterr().out


def test_each_explanation_says_why():
    found = scanners.read_explanations(scanners.EXPLAINED.read_text())

    assert len({(it.scanner, it.what, it.where) for it in found}) == len(found)
    with pytest.raises(SystemExit, match="no reason"):
        scanners.read_explanations(
            '[[explained]]\nscanner = "wapiti"\nwhat = "x"\nwhere = "*"\nbecause = " "'
        )


def test_what_scanners_report_is_read():
    api = {
        "failures": [
            {"code": "ST105", "title": "Undocumented", "operations": ["GET /a", "GET /b"]}
        ],
        "errors": ["cut off"],
    }
    hole = {
        "method": "GET",
        "path": "/search/?q=1",
        "info": "bad",
        "http_request": "GET /x\nHost: y",
    }
    pages = {"vulnerabilities": {"XSS": [hole], "CSRF": []}, "anomalies": {"Error": [hole]}}

    assert [it.where for it in scanners.in_report_of_the_api(api)] == [
        "GET /a",
        "GET /b",
        "cut off",
    ]
    assert [(it.what, it.where, it.details) for it in scanners.in_report_of_the_pages(pages)] == [
        ("XSS: bad", "GET /search/", "GET /x"),
        ("Error: bad", "GET /search/", "GET /x"),
    ]
