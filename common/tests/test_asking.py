"""Asking for a letter: how often, and always in the same words."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.core.internal.ratelimit import parse_rates
from django.test import RequestFactory

from common import asking
from common.refusals import Refused

NOW = datetime(2026, 11, 2, 13, 5, tzinfo=UTC)
PAUSE = timedelta(minutes=5)


def ask(email, *, visitor="198.51.100.9", now=NOW, what="application", **more):
    request = RequestFactory().post("/", REMOTE_ADDR=visitor)
    asking.ask(request, what, email, pause=PAUSE, now=now, **more)


def refusal(*args, **more):
    with pytest.raises(Refused) as refused:
        ask(*args, **more)
    return str(refused.value)


def test_asking_again_says_when_it_was_asked_and_when_it_may_be_asked_again():
    ask("ada@example.org")

    said = refusal("Ada@Example.org", now=NOW + PAUSE / 2)

    assert "You asked at 14:05 CET" in said
    assert "You can ask again at 14:10 CET" in said
    assert asking.when(PAUSE, NOW) == "You asked at 14:05 CET. You can ask again at 14:10 CET."


def test_after_the_pause_one_can_ask_again():
    ask("ada@example.org")
    ask("ada@example.org", now=NOW + PAUSE)


def test_another_thing_another_address_and_another_visitor_are_no_repetition():
    ask("ada@example.org")
    ask("ada@example.org", what="subscription")
    ask("bob@example.org")
    ask("ada@example.org", visitor="198.51.100.10")


def got_through(askings):
    through = 0
    for asked in askings:
        try:
            ask(**asked)
        except Refused:
            continue
        through += 1
    return through


def test_of_a_hundred_and_twenty_askings_of_one_visitor_few_get_through():
    askings = [{"email": f"somebody{n}@example.org"} for n in range(120)]

    assert got_through(askings) == 12
    said = refusal("another@example.org")
    assert "You can ask again at 15:05 CET" in said
    assert refusal("another@example.org") == said  # what was refused was not asked


def test_one_network_of_the_newer_kind_is_one_visitor():
    askings = [
        {"email": f"somebody{n}@example.org", "visitor": f"2001:db8:1:2::{n + 1:x}"}
        for n in range(40)
    ]

    assert got_through(askings) == 12
    ask("somebody@example.org", visitor="2001:db8:1:3::1")


def test_many_visitors_who_ask_for_one_address_are_stopped_too():
    askings = [{"email": "ada@example.org", "visitor": f"198.51.100.{n}"} for n in range(40)]

    assert got_through(askings) == 6
    ask("bob@example.org")


def test_what_is_said_of_the_hour_is_what_is_counted(settings):
    for rate in (asking.LINK, asking.INVITATION):
        for limit in parse_rates(settings.ACCOUNT_RATE_LIMITS[rate]):
            assert limit.duration == asking.LONGEST.total_seconds()


class Silent:
    def get(self, *args):
        raise ConnectionError("no answer about ada@example.org")


class Recording(Silent):
    def __init__(self):
        self.kept = []

    def get(self, *args):
        return None

    def set(self, *args):
        self.kept.append(args)


def test_a_silent_cache_stops_nobody_and_logs_no_address(monkeypatch, caplog):
    monkeypatch.setattr(asking, "cache", Silent())

    ask("ada@example.org")

    assert "the cache is silent (ConnectionError)" in caplog.text
    assert "ada@" not in caplog.text


def test_nothing_that_is_kept_holds_the_address(monkeypatch):
    recording = Recording()
    monkeypatch.setattr(asking, "cache", recording)

    ask("ada@example.org")

    assert recording.kept
    assert "ada" not in repr(recording.kept)
