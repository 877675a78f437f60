"""The whole site as processes of its own, to be killed and started again: for `faults`."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.db import OperationalError, connection

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import servers

WEB = "gunicorn p2i_site.wsgi:application --workers 2 --threads 4 --preload --no-control-socket"
CELERY = "celery -q -A p2i_site --skip-checks"
LEAN = "--without-gossip --without-mingle --without-heartbeat"


class Stand:
    """PostgreSQL that keeps what it committed, Redis, web, worker and beat."""

    def __init__(self, folder, *, mail_port):
        self.folder, self.servers, self.running = folder, [], {}
        self.port = servers.free_port()
        self.database = servers.start_postgres(folder, self.servers, durable=True)
        self.postgres = self.servers[0]
        self.redis_url = servers.start_redis(folder, self.servers)
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.database,
            "REDIS_URL": self.redis_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "VAR_DIR": str(folder / "var"),
            "TICK_SECONDS": "0.5",
            "MAIL_LEASE_SECONDS": "3",
            "CSRF_TRUSTED_ORIGINS": "",
        }
        (folder / "var" / "static").mkdir(parents=True)

    @contextlib.contextmanager
    def own_connection(self):
        """This process asks the stand's database meanwhile."""
        address, was = urlsplit(self.database), dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(
            HOST=address.hostname, PORT=address.port, USER=address.username
        )
        connection.settings_dict.update(PASSWORD=address.password, NAME=address.path[1:])
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(was)

    def start(self, name):
        command = {
            "web": f"{WEB} --bind 127.0.0.1:{self.port}",
            "worker": f"{CELERY} worker --concurrency 2 {LEAN}",
            "beat": f"{CELERY} beat --pidfile= --schedule {self.folder / 'beat-schedule'}",
        }[name.partition(" ")[0]]
        with (self.folder / "processes.log").open("a") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *command.split()],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name):
        """Without a word, and everything that belongs to it."""
        if name == "postgres":
            return self._kill_postgres()
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return self.start(name)

    def _kill_postgres(self):
        """The server and each of its backends; what it had committed has to be there again."""
        for pid in [self.postgres.pid, *children_of(self.postgres.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.postgres.wait()
        self.servers.remove(self.postgres)
        port = urlsplit(self.database).port
        while True:  # until the last backend has gone the folder counts as in use
            self.postgres = servers.serve_postgres(self.folder, port, self.servers, durable=True)
            eventually(lambda: self.postgres.poll() is not None or answers(port), 30)
            if self.postgres.poll() is None:
                return
            self.servers.remove(self.postgres)

    def stop(self):
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        servers.processes.stop(self.servers, signal.SIGINT)


def children_of(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def eventually(holds, seconds=120):
    """Whether it comes true in time; a database that is away does not count against it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def ask(question):
    """What the database says, asked again while it is away."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return question()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.1)
