"""Which settings `manage.py` finds by itself: those of a demo on this machine, and no others."""

import os
import shutil
import subprocess
import sys
from unittest import mock

import pytest

from p2i_site.demo import environment

WHATIF = "whatif --rules voting/rulesets/default.json --yes=6 --no=2 --abstain=1 --entitled=10"
SHOW = "from django.conf import settings as s; print(s.SECRET_KEY, s.SITE_URL, s.DEMO)"
GIVEN = {
    "SECRET_KEY": "k" * 60,
    "RECORD_SIGNING_KEY": f"{'A' * 43}=",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "memorymail://",
}


def run(var, *command, folder=environment.ROOT, **variables):
    """A process to which nothing else is named."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def is_refused(done, name="SECRET_KEY"):
    return done.returncode != 0 and f"Set the {name} environment variable" in done.stderr


@pytest.fixture
def nothing_named():
    names = (*environment.REQUIRED, "SITE_URL", "ALLOWED_HOSTS", "DEMO", "VAR_DIR")
    with mock.patch.dict(os.environ):
        for name in names:
            os.environ.pop(name, None)
        yield


@pytest.fixture
def kept(tmp_path, nothing_named):
    """The folder of a demo that `make run` has set up on this machine."""
    with mock.patch.dict(os.environ):
        environment.set_up(tmp_path, "8765")
    os.environ["VAR_DIR"] = str(tmp_path)
    return tmp_path


def test_it_takes_up_the_demo_that_make_run_keeps(kept):
    shown = run(kept, "manage.py", "shell", "-v0", "-c", SHOW)

    secret = (kept / "secret-key").read_text()
    assert shown.stdout.split() == [secret, "http://localhost:8765", "True"]
    assert f"On the demo in {kept}" in shown.stderr


def test_a_vote_that_never_was_is_decided_before_the_first_run_too(tmp_path):
    decided = run(tmp_path / "var", "manage.py", *WHATIF.split())

    assert (decided.returncode, decided.stderr) == (0, "")
    assert '"carried": true' in decided.stdout
    made = {path.name for path in (tmp_path / "var").iterdir()}
    assert made == {"broker"}  # no key, no database


def test_before_the_first_run_everything_else_is_refused(tmp_path):
    assert is_refused(run(tmp_path, "manage.py", "migrate"))


def test_a_site_that_names_one_of_its_secrets_has_to_name_them_all(kept):
    one = {"SECRET_KEY": GIVEN["SECRET_KEY"]}
    assert is_refused(run(kept, "manage.py", *WHATIF.split(), **one), "RECORD_SIGNING_KEY")

    all_but_one = {name: value for name, value in GIVEN.items() if name != "DATABASE_URL"}
    assert is_refused(run(kept, "manage.py", *WHATIF.split(), **all_but_one), "DATABASE_URL")


def test_a_line_in_the_env_file_counts_as_much_as_a_variable(kept, tmp_path_factory):
    copy = tmp_path_factory.mktemp("copy")
    for name in ("manage.py", "p2i_site", "common"):
        source = environment.ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
    (copy / ".env").write_text("SITE_URL=https://p2i.example.org")

    assert is_refused(run(kept, "manage.py", "migrate", folder=copy))


@pytest.mark.parametrize(
    "code", ["import p2i_site.wsgi", "from p2i_site.celery import app; app.conf.broker_url"]
)
def test_web_server_and_worker_find_no_defaults(kept, code):
    assert is_refused(run(kept, "-c", code))


@pytest.mark.parametrize(
    "variables",
    [
        *({name: value} for name, value in GIVEN.items()),
        {"SECRET_KEY": ""},
        {"SITE_URL": "https://p2i.example.org"},
        {"ALLOWED_HOSTS": "localhost,p2i.example.org"},
        {"ALLOWED_HOSTS": "*"},
        {"BIND": "0.0.0.0"},
        {"DEMO": "false"},
    ],
)
@pytest.mark.parametrize("command", ["whatif", "migrate"])
def test_what_is_no_demo_on_this_machine_finds_no_defaults(kept, variables, command):
    os.environ.update(variables)
    before = dict(os.environ)

    environment.take_up(command)

    assert dict(os.environ) == before


def test_a_demo_may_say_where_on_this_machine_it_is_reached(kept):
    os.environ["SITE_URL"] = "http://127.0.0.1:9000"

    environment.take_up("check")

    assert os.environ["SITE_URL"] == "http://127.0.0.1:9000"
    assert os.environ["SECRET_KEY"] == (kept / "secret-key").read_text()


@pytest.mark.parametrize("variables", [{}, {"DATABASE_URL": "sqlite:///x"}, {"BIND": "0.0.0.0"}])
def test_manage_py_is_let_in_only_where_make_run_chose_everything(
    tmp_path, nothing_named, variables
):
    (tmp_path / environment.ADDRESS).write_text("of an earlier run")
    os.environ.update(variables)

    environment.set_up(tmp_path, "8000")

    assert (tmp_path / environment.ADDRESS).exists() is (variables == {})


def test_the_demo_is_served_by_make_run_alone(kept):
    """Its address on this machine is checked there; `runserver` takes any."""
    assert is_refused(run(kept, "manage.py", "runserver", "--noreload", "0.0.0.0:0"))


def test_the_keys_are_made_once_and_are_their_owners_alone(kept):
    first = (kept / "secret-key").read_text()

    assert environment.kept(kept / "secret-key", "another") == first
    assert (kept / "secret-key").stat().st_mode & 0o077 == 0
