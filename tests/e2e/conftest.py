"""A real browser, a real worker and beat, a real mail server: what the walk needs."""

import email
import os
import re
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test import testcases

from outbox.tests.processes import Processes, eventually
from outbox.tests.sink import free_port

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own

# pytest-django serves static files only for the app's plain name in INSTALLED_APPS.
testcases._StaticFilesHandler = StaticFilesHandler

ONLY_VIOLATIONS = {"resultTypes": ["violations"]}  # the rest is many times as long
PATIENCE = 60  # seconds until something that a worker does counts as not happening


class Mailbox:
    """Keeps what arrives, as messages."""

    def __init__(self):
        self.messages = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

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
        arrived = eventually(lambda: self.to(address, subject), seconds=PATIENCE)
        assert arrived, f"no mail “{subject}” to {address}"
        return self.to(address, subject)[0]


def link_in(message):
    return link_in_text(message.get_body(("plain",)).get_content())


def link_in_text(text):
    return re.search(r"https?://\S+/(?:join/open|accounts)/\S+", text).group()


@pytest.fixture
def mailbox():
    kept = Mailbox()
    kept.controller.start()
    yield kept
    kept.controller.stop()


@pytest.fixture
def background(live_server, mailbox, settings, tmp_path):
    """Worker and beat as processes of their own, on the test's database and broker."""
    settings.SITE_URL = live_server.url
    processes = Processes(
        tmp_path, mail_port=mailbox.controller.port, redis_url=configured.REDIS_URL
    )
    processes.environment |= {
        "SITE_URL": live_server.url,
        "TICK_SECONDS": "2",
        "VAR_DIR": str(settings.MEDIA_ROOT.parent),
    }
    processes.worker()
    processes.beat()
    yield
    processes.kill_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = "gpu quic background-networking component-update sync".split()
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)],
    }


@pytest.fixture(autouse=True)
def brisk(context):
    context.set_default_timeout(30_000)  # a slow machine is no fault


@pytest.fixture
def check_page():
    """Run axe on a page and fail on what is serious or critical."""
    axe = Axe()

    def check(page):
        grave = [
            (rule["id"], [node["target"] for node in rule["nodes"]])
            for rule in axe.run(page, options=ONLY_VIOLATIONS).response["violations"]
            if rule["impact"] in ("serious", "critical")
        ]
        assert grave == [], f"{page.url}: {grave}"

    return check


@pytest.fixture(autouse=True)
def real_parts():
    if not configured.REDIS_URL or connection.vendor != "postgresql":
        pytest.fail("The walk needs PostgreSQL and Redis: run it by `make test`.")
