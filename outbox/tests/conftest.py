from datetime import timedelta

import pytest

from outbox import waking
from outbox.tests.factories import NOW
from outbox.tests.sink import Sink, free_port


class Clock:
    """The time as a test wants it."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def move(self, **how_far):
        self.now += timedelta(**how_far)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sink(settings):
    """A mail server, and Django told to use it."""
    sink = Sink()
    sink.controller.start()
    settings.EMAIL_BACKEND = "outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    yield sink
    sink.controller.stop()


@pytest.fixture
def no_mail_server(settings):
    settings.EMAIL_BACKEND = "outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


@pytest.fixture(autouse=True)
def patient_with_the_broker(monkeypatch):
    """No test inherits another one's silence towards the broker."""
    monkeypatch.setattr(waking, "_paused_until", 0.0)
