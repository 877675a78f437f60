"""A broker that is dead, deaf or gone: the click that wanted to ring goes on."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack

import pytest
from kombu.exceptions import OperationalError

from outbox import waking
from outbox.tests.sink import free_port

RING_TWICE = """
import django, shutil, sys
django.setup()
from django.conf import settings
from outbox import waking
if not settings.REDIS_URL:
    shutil.rmtree(settings.BROKER_DIR)
waking.wake_worker()
waking.wake_worker()
print("goes on")
"""


@pytest.fixture
def dead_broker(monkeypatch):
    """A broker that does not answer, and how often it was asked."""
    asked = []

    def fail(name, **options):
        asked.append(options)
        raise OperationalError("Connection refused")

    monkeypatch.setattr(waking.current_app, "send_task", fail)
    return asked


def test_a_broker_that_did_not_answer_is_left_in_peace_for_a_while(dead_broker, monkeypatch):
    monkeypatch.setattr(waking, "monotonic", lambda: 1000)
    waking.wake_worker()
    waking.wake_worker()
    assert len(dead_broker) == 1

    monkeypatch.setattr(waking, "monotonic", lambda: 1000 + waking.PAUSE)
    waking.wake_worker()
    assert len(dead_broker) == 2


def closed_port(stack):
    return free_port()


def port_that_never_answers(stack):
    server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    return server.getsockname()[1]


def port_that_drops_every_packet(stack):
    """A queue of callers that is full: the next one's first packet gets no reply."""
    server = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    for _number in range(4):
        caller = stack.enter_context(socket.socket())
        caller.setblocking(False)
        caller.connect_ex(server.getsockname())
    return server.getsockname()[1]


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "port", [closed_port, port_that_never_answers, port_that_drops_every_packet]
)
def test_a_click_goes_on_without_redis(port, tmp_path):
    with ExitStack() as stack:
        done = ring_twice(tmp_path, f"redis://127.0.0.1:{port(stack)}/0")

    assert done.stdout == "goes on\n"
    assert done.stderr.count("the broker does not answer") == 1


def test_a_click_goes_on_without_the_brokers_folder(tmp_path):
    done = ring_twice(tmp_path, "")

    assert done.stdout == "goes on\n"
    assert done.stderr.count("the broker does not answer") == 1


def ring_twice(folder, redis_url):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "p2i_site.settings",
        "REDIS_URL": redis_url,
        "VAR_DIR": str(folder),
    }
    return subprocess.run(
        [sys.executable, "-c", RING_TWICE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
