"""What the demo on this machine runs with, where nobody has said otherwise.

`make run` sets it and keeps what has to stay in VAR_DIR; `manage.py` takes it up from there.
Nothing else does: a web server or a worker that is started by itself finds no defaults.
"""

import base64
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIRED = ("SECRET_KEY", "RECORD_SIGNING_KEY", "DATABASE_URL", "EMAIL_URL")  # of settings.py
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
KEYS = {"SECRET_KEY": "secret-key", "RECORD_SIGNING_KEY": "record-signing-key"}
ADDRESS = "demo-address"  # kept of a demo that may be taken up
ASK_NO_DATABASE = ("whatif",)
SERVES = ("runserver", "testserver")  # at an address of their own: `make run` serves the demo


def set_up(var, port):
    """For `make run`: the environment and `.env`, then the defaults with the first run's keys."""
    is_demo, fresh = is_demo_on_loopback(), fresh_keys()
    keys = {name: kept(var / file, fresh[name]) for name, file in KEYS.items()}
    set_defaults(var, f"http://localhost:{port}", keys)
    (var / ADDRESS).unlink(missing_ok=True)
    if is_demo:
        (var / ADDRESS).write_text(os.environ["SITE_URL"])


def take_up(command):
    """For `manage.py`: the demo that `make run` keeps here, unless another site is meant.

    Before its first run nothing is made, and only what asks no database gets keys, for once.
    """
    var = var_dir()
    if command in SERVES or not is_demo_on_loopback():
        return
    if (var / ADDRESS).exists():
        keys = {name: (var / file).read_text() for name, file in KEYS.items()}
        set_defaults(var, (var / ADDRESS).read_text(), keys)
        if command not in ASK_NO_DATABASE:
            print(f"On the demo in {var}, as no other site is named.", file=sys.stderr)
    elif command in ASK_NO_DATABASE:
        set_defaults(var, "http://localhost:8000", fresh_keys())


def var_dir():
    """Where the data are; the lines of `.env` are part of the environment from here on."""
    environ.Env.read_env(ROOT / ".env")
    return Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()


def is_demo_on_loopback():
    """Whether the environment names no part of another site, and nobody beyond this machine."""
    named = [os.environ.get("BIND", "localhost")]
    named += os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
    named += [urlsplit(os.environ.get("SITE_URL", "http://localhost")).hostname]
    is_elsewhere = any(name in os.environ for name in REQUIRED) or not LOOPBACK.issuperset(named)
    return environ.Env().bool("DEMO", default=True) and not is_elsewhere


def set_defaults(var, site_url, keys):
    defaults = {
        **keys,
        "DATABASE_URL": f"sqlite:///{quote(str(var))}/p2i.sqlite3",
        "EMAIL_URL": f"filemail:///{quote(str(var))}/mail",
        "SITE_URL": site_url,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEMO": "true",
        "TICK_SECONDS": "5",
        "LOG_LEVEL": "WARNING",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    os.environ["VAR_DIR"] = str(var)


def fresh_keys():
    seed = base64.b64encode(secrets.token_bytes(32)).decode()
    return {"SECRET_KEY": secrets.token_urlsafe(64), "RECORD_SIGNING_KEY": seed}


def kept(path, fresh):
    """The secret of the first run, readable by its owner alone."""
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(fresh)
    return path.read_text()
