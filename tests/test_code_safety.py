"""What no line of the site's own code does; each finder is shown to find."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = sorted(
    path
    for app in ROOT.iterdir()
    if (app / "__init__.py").exists() and app.name not in ("tests", "benchmarks")
    for path in app.rglob("*.py")
    if not {"tests", "migrations", "demo"} & set(path.relative_to(ROOT).parts)
)
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))

# Modules by which a program connects to others, and who of ours uses them.
CONNECTING = {
    "socket",
    "smtplib",
    "http.client",
    "urllib.request",
    "requests",
    "ftplib",
    "ssl",
    "imaplib",
}
CONNECTS = {  # Django, Celery and Redis besides, to what settings name
    "members/register/provider.py",  # to OIDC_SERVER_URL
    "outbox/services/delivering.py",  # by Django, to EMAIL_URL
    "outbox/services/returning.py",  # to BOUNCE_MAILBOX_URL
    "outbox/smtp_errors.py",  # only names what a mail server answers
    "uploads/virus_scan.py",  # to CLAMD_URL
}
STARTING = {"subprocess", "pty", "multiprocessing"}
STARTS = {  # all by the one function of uploads/subprocess_runner.py, which takes modules of ours
    "members/register/importing/spreadsheet_reader.py",
    "uploads/checking.py",
    "uploads/pdf_text.py",
    "uploads/subprocess_runner.py",
}
UNPACKING = {"pickle", "marshal", "shelve", "dill", "yaml"}
GUESSABLE = {"random"}
RUNNING = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
WEAK = {"hashlib.md5", "hashlib.sha1", "uuid.uuid1"}


@cache
def tree_of(path):
    return ast.parse(path.read_text())


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def called(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def who(wanted, read):
    """The files of ours in which `read` finds one of these names."""
    return {str(path.relative_to(ROOT)) for path in OURS if wanted & set(read(tree_of(path)))}


def names_called(tree):
    return (name for name, _node in called(tree))


def shells(tree):
    """Calls that hand a line to a shell."""
    for name, node in called(tree):
        for word in node.keywords:
            if word.arg == "shell" and ast.unparse(word.value) != "False":
                yield name


def sha1_macs(tree):
    """HMACs by the hash that Django takes where none is named, which is SHA-1."""
    for name, node in called(tree):
        if name == "salted_hmac" and "algorithm" not in {word.arg for word in node.keywords}:
            yield name


def test_the_site_connects_to_nothing_but_what_settings_name():
    assert who(CONNECTING, imported) == CONNECTS


def test_the_site_starts_no_program_but_its_own():
    assert who(STARTING, imported) == STARTS
    assert {name for path in OURS for name in shells(tree_of(path))} == set()
    starts = [path for path in OURS if "subprocess.run" in names_called(tree_of(path))]
    assert [path.name for path in starts] == ["subprocess_runner.py"]


def test_nothing_that_was_sent_is_run_or_unpacked_into_objects():
    assert who(RUNNING, names_called) == set()
    assert who(UNPACKING, imported) == set()


def test_no_secret_is_drawn_from_what_can_be_guessed():
    assert who(GUESSABLE, imported) == set()


def test_no_broken_hash_is_used():
    assert who(WEAK, names_called) == set()
    assert {name for path in OURS for name in sha1_macs(tree_of(path))} == set()


def test_no_query_is_put_together_from_words():
    made = {"RawSQL", "raw", "extra"}
    assert who(made, lambda tree: (name.rpartition(".")[2] for name in names_called(tree))) == set()


@pytest.mark.parametrize(
    "code, find",
    [
        ("import socket", lambda tree: CONNECTING & set(imported(tree))),
        ("from urllib.request import urlopen", lambda tree: CONNECTING & set(imported(tree))),
        ("import pickle", lambda tree: UNPACKING & set(imported(tree))),
        ("eval(text)", lambda tree: RUNNING & set(names_called(tree))),
        ("run(line, shell=True)", lambda tree: list(shells(tree))),
        ("hashlib.md5(b'')", lambda tree: WEAK & set(names_called(tree))),
        ("salted_hmac('a', 'b')", lambda tree: list(sha1_macs(tree))),
    ],
)
def test_what_must_not_be_there_is_found(code, find):
    assert find(ast.parse(code))


def test_scripts_run_no_text_and_talk_to_no_other_window():
    unwanted = r"\beval\(|new Function|document\.write|postMessage|outerHTML|insertAdjacentHTML"
    unwanted += r"|WebSocket|RTCPeerConnection|document\.cookie|__proto__|\bpaste\b"

    assert SCRIPTS
    assert {path.name: re.findall(unwanted, path.read_text()) for path in SCRIPTS} == {
        path.name: [] for path in SCRIPTS
    }


def test_only_parts_that_the_server_wrote_are_put_into_a_page_as_html():
    found = {
        path.name: re.findall(r"innerHTML = (.+);", path.read_text())
        for path in SCRIPTS
        if "innerHTML" in path.read_text()
    }

    assert found == {
        "autosave.js": ["conflict"],
        "preview.js": ["await answer.text()"],
        "what_if.js": ["part"],
    }


def test_the_example_of_the_environment_holds_no_secret():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))

    for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "ENCRYPTION_KEYS", "RECORD_SIGNING_KEY"):
        assert named[name] == ""
