"""Serve the site with demo data: web, worker and beat together, until Ctrl-C.

Everything lives below VAR_DIR; the environment and `.env` go before the defaults set here.
"""

import contextlib
import fcntl
import os
import re
import socket
import sys
import tempfile
import time
import urllib.request
from hashlib import sha256
from pathlib import Path

import environ

import processes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from p2i_site.demo import environment  # noqa: E402

# How the warnings begin that say nothing to a first look, in a container often one as root.
QUIET = ("You're running the worker with superuser privileges", "HarfBuzz-Subset will be required")


def main():
    os.chdir(ROOT)
    processes.listen()
    var = environment.var_dir()
    port = os.environ.setdefault("PORT", "8000")
    var.mkdir(parents=True, exist_ok=True)
    with reserve(var, port):
        environment.set_up(var, port)
        set_for_processes()
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


def set_for_processes():
    """What web, worker and beat are told besides, or the addresses would scroll away."""
    unless_told = {
        "WEB_CONCURRENCY": "2",
        "CELERY_LOG_LEVEL": "warning",
        "GUNICORN_CMD_ARGS": "--log-level warning",
        "PYTHONWARNINGS": ",".join(f"ignore:{text}" for text in QUIET),
    }
    for name, value in unless_told.items():
        os.environ.setdefault(name, value)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def prepare(var):
    """Bring database and static files up to date; returns what there is to say about the demo.

    The first time, which takes longest, each step says so when it begins.
    """
    stamp = var / "static.stamp"
    if stamp.exists():
        print("Bringing the database and the demo up to date", flush=True)
        commands = [": migrate --noinput --verbosity=0"]
    else:
        print("Preparing the first run", flush=True)
        commands = ["Making the tables of the database: migrate --noinput --verbosity=0"]
    if environ.Env().bool("DEMO"):
        commands += [": load_demo"]
    # Collecting static files takes seconds: only when a source has changed.
    recipes = [ROOT / "requirements.txt", ROOT / "p2i_site" / "fonts.py"]
    sources = [*recipes, *ROOT.glob("static/**/*")]
    seen = [f"{path} {path.stat().st_mtime_ns}" for path in sorted(sources) if path.is_file()]
    fingerprint = sha256("\n".join(seen).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != fingerprint:
        commands += ["Collecting the static files: collectstatic --noinput --clear --verbosity=0"]

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
