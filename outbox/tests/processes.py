"""Real workers and beats, to be started and to be killed."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

from django.db import connection


class Processes:
    """Celery's processes on the test's own database, mail server and folder."""

    def __init__(self, folder, *, mail_port, redis_url):
        self.folder, self.running = folder, []
        database = urlsplit(os.environ["DATABASE_URL"])
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "p2i_site.settings",
            "DATABASE_URL": database._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "REDIS_URL": redis_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "VAR_DIR": str(folder),
            "TICK_SECONDS": "0.5",
            "MAIL_LEASE_SECONDS": "5",
        }

    def worker(self):
        lean = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        return self._start("worker", "--concurrency", "2", *lean)

    def beat(self):
        schedule = self.folder / f"beat-{len(self.running)}"
        return self._start("beat", "--pidfile=", "--schedule", str(schedule))

    def _start(self, *arguments):
        with (self.folder / "processes.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "p2i_site", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def kill(self, process):
        """The whole group at once, without a word: a power cut."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def kill_all(self):
        for process in list(self.running):
            self.kill(process)


def eventually(holds, *, seconds=120):
    """Wait until it holds; False if it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False
