"""Serve the site with demo data: web, worker and beat together, until Ctrl-C.

Everything lives below VAR_DIR; the environment and `.env` go before the defaults set here.
"""

import base64
import contextlib
import fcntl
import os
import re
import secrets
import socket
import sys
import tempfile
import time
import urllib.request
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import environ

import processes

ROOT = Path(__file__).resolve().parent.parent


def main():
    os.chdir(ROOT)
    processes.listen()
    environ.Env.read_env(ROOT / ".env")
    port = os.environ.setdefault("PORT", "8000")
    var = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
    var.mkdir(parents=True, exist_ok=True)
    with reserve(var, port):
        set_defaults(var, port)
        return serve(port, prepare(var))


def reserve(var, port):
    """Refuse, in one line, what cannot go well: a second run on these data, a port in use."""
    lock = (var / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"The site already runs on {var}. For a second one: make run PORT=… VAR_DIR=…")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except (OSError, ValueError, OverflowError) as fault:
            sys.exit(f"Port {port} cannot be used ({fault}). Pick another one: make run PORT=…")
    return lock


def set_defaults(var, port):
    seed = base64.b64encode(secrets.token_bytes(32)).decode()
    defaults = {
        "SECRET_KEY": kept(var / "secret-key", secrets.token_urlsafe(64)),
        "RECORD_SIGNING_KEY": kept(var / "record-signing-key", seed),
        "DATABASE_URL": f"sqlite:///{quote(str(var))}/p2i.sqlite3",
        "EMAIL_URL": f"filemail:///{quote(str(var))}/mail",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEMO": "true",
        "TICK_SECONDS": "5",
        "WEB_CONCURRENCY": "2",
        "CELERY_LOG_LEVEL": "warning",  # or the addresses would scroll away
        "LOG_LEVEL": "WARNING",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    os.environ["VAR_DIR"] = str(var)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def kept(path, fresh):
    """The secret of the first run, readable by its owner alone."""
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(fresh)
    return path.read_text()


def prepare(var):
    """Bring database and static files up to date; returns what there is to say about the demo."""
    print("Preparing the database and the demo data", flush=True)
    commands = ["migrate --noinput --verbosity=0"]
    if environ.Env().bool("DEMO"):
        commands += ["load_demo"]
    # Collecting static files takes seconds: only when a source has changed.
    recipes = [ROOT / "requirements.txt", ROOT / "p2i_site" / "fonts.py"]
    sources = [*recipes, *ROOT.glob("static/**/*")]
    seen = [f"{path} {path.stat().st_mtime_ns}" for path in sorted(sources) if path.is_file()]
    fingerprint = sha256("\n".join(seen).encode()).hexdigest()
    stamp = var / "static.stamp"
    if not stamp.exists() or stamp.read_text() != fingerprint:
        commands += ["collectstatic --noinput --clear --verbosity=0"]

    with tempfile.TemporaryFile("w+") as said:
        process = processes.start([sys.executable, "scripts/manage_all.py", *commands], stdout=said)
        ended = processes.first_to_end([process])
        processes.stop([process])
        said.seek(0)
        demo = said.read()
    if not ended or ended.returncode:
        sys.exit("The preparation failed; the lines above say why." if ended else 0)
    stamp.write_text(fingerprint)
    return demo


def serve(port, demo):
    """Run what the Procfile names until told to stop, or until one of them ends."""
    print("Starting web, worker and beat", flush=True)
    running = {}
    try:
        for name, command in re.findall(r"(?m)^(\w+): *(.+)$", Path("Procfile").read_text()):
            running[processes.start(command, shell=True)] = name
        announce(running, port, demo)
        if ended := processes.first_to_end(running):
            print(f"The {running[ended]} process ended by itself (exit code {ended.returncode}).")
    finally:
        with contextlib.suppress(OSError):  # the terminal may be gone
            print("Stopping", flush=True)
        processes.stop(running)
    return 1 if ended else 0


def announce(running, port, demo):
    """Print the addresses once the site answers; silent when it already has to stop."""
    health = f"http://127.0.0.1:{port}/health/"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if processes.told_to_stop or any(process.poll() is not None for process in running):
            return
        try:
            urllib.request.urlopen(health, timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.2)
        else:
            break
    else:
        print(f"{health} does not say that all is well; the lines above may say why.", flush=True)
    print(f"\n{demo}\n{os.environ['SITE_URL']} is ready. Ctrl-C stops it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
