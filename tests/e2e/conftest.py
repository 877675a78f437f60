"""A real browser, a real worker and beat, a real mail server: what the walk needs."""

import email
import os
import re
import signal
import subprocess
import sys
import time
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.db import connection

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 30  # seconds until something that a worker does counts as not happening


def until(condition, what):
    """Wait for the worker: poll until `condition()` is true, then return its value."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    pytest.fail(f"did not happen within {PATIENCE} s: {what}")


class Mailbox:
    """Keeps what arrives, as messages."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(email.message_from_bytes(envelope.content, policy=modern))
        return "250 kept"

    def to(self, address, subject=""):
        return [
            message
            for message in self.messages
            if message["To"] == address and subject in message["Subject"]
        ]

    def wait_for(self, address, subject):
        found = until(lambda: self.to(address, subject), f"a mail “{subject}” to {address}")
        return found[0]


def link_in(message):
    text = message.get_body(("plain",)).get_content()
    return re.search(r"https?://\S+/(?:join/open|accounts)/\S+", text).group()


@pytest.fixture
def mailbox():
    kept = Mailbox()
    server = Controller(kept, hostname="127.0.0.1", port=0)
    server.start()
    kept.port = server.server.sockets[0].getsockname()[1]
    yield kept
    server.stop()


@pytest.fixture
def background(live_server, mailbox, settings, tmp_path):
    """Worker and beat as processes of their own, on the test's database and broker."""
    settings.SITE_URL = live_server.url
    database = connection.settings_dict
    where = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{database['USER']}{password}@{where}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "SITE_URL": live_server.url,
        "TICK_SECONDS": "1",
        "VAR_DIR": str(tmp_path / "var"),
    }
    (tmp_path / "var").mkdir()
    log = (tmp_path / "background.log").open("w")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "p2i_site", *arguments],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        for arguments in (
            ["worker", "-c", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"],
            ["beat", "--pidfile="],
        )
    ]
    yield
    for process in started:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = "gpu quic background-networking component-update sync".split()
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)],
    }


@pytest.fixture
def check_page():
    """Run axe on a page and fail on what is serious; collect what the browser complains of."""
    axe = Axe()

    def check(page):
        found = axe.run(page).response["violations"]
        grave = [
            (rule["id"], [node["target"] for node in rule["nodes"]])
            for rule in found
            if rule["impact"] in ("serious", "critical")
        ]
        assert grave == [], f"{page.url}: {grave}"

    return check


@pytest.fixture(autouse=True)
def real_broker():
    if not configured.REDIS_URL or connection.vendor != "postgresql":
        pytest.fail("The walk needs PostgreSQL and Redis: run it by `make test`.")
