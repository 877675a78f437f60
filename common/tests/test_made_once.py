"""What takes long is made once for all, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from common import made_once, typesetting
from common.downloads import waits_while_made

HOUR = timedelta(hours=1)


class Maker:
    """Counts how often it was asked to make something."""

    def __init__(self, *, waits_for=None):
        self.times, self.began, self.waits_for = 0, Event(), waits_for

    def __call__(self, *parts, **more):
        self.times += 1
        self.began.set()
        if self.waits_for:
            self.waits_for.wait(5)
        return b"made"


def once(make, name="name"):
    return made_once.made_once(name, make, kept_for=HOUR)


def test_what_was_made_is_given_to_the_next_one_who_asks():
    make = Maker()

    assert once(make) == once(make) == b"made"
    assert make.times == 1
    once(make, "another name")
    assert make.times == 2


def test_a_hundred_who_ask_at_once_get_what_one_of_them_made():
    make = Maker(waits_for=(done := Event()))

    with ThreadPoolExecutor(20) as visitors:
        answers = [visitors.submit(once, make) for _visitor in range(100)]
        make.began.wait(5)
        done.set()

    assert {answer.result() for answer in answers} == {b"made"}
    assert make.times == 1


def test_who_waited_long_enough_is_told_so(monkeypatch):
    monkeypatch.setattr(made_once, "WAIT", 0.01)
    make = Maker(waits_for=(done := Event()))

    with ThreadPoolExecutor(1) as other:
        first = other.submit(once, make)
        make.began.wait(5)
        with pytest.raises(made_once.BusyError):
            once(make)
        with pytest.raises(made_once.BusyError):  # one thing at a time
            once(make, "another name")
        done.set()

    assert first.result() == b"made"


def test_what_another_process_makes_is_waited_for(monkeypatch):
    cache.add("claim/name", 1, 60)
    monkeypatch.setattr(made_once, "WAIT", 0.01)
    monkeypatch.setattr(made_once, "LOOK_AGAIN", 0.001)
    with pytest.raises(made_once.BusyError):
        once(Maker())

    monkeypatch.setattr(made_once, "WAIT", 5)
    finish = lambda _seconds: cache.set("made/name", b"theirs", 60)  # noqa: E731
    monkeypatch.setattr(made_once, "sleep", finish)

    assert once(Maker()) == b"theirs"


def test_what_failed_is_tried_again_by_the_next_one():
    def cannot():
        raise OSError("no pango")

    with pytest.raises(OSError, match="no pango"):
        once(cannot)

    assert once(Maker()) == b"made"


class Silent:
    def __getattr__(self, name):
        raise ConnectionError("no answer")


def test_a_silent_cache_costs_the_making_and_nothing_else(monkeypatch):
    monkeypatch.setattr(made_once, "cache", Silent())
    make = Maker()

    assert once(make) == once(make) == b"made"
    assert make.times == 2


def test_the_page_for_whoever_came_too_early_says_when_to_come_back():
    def busy(request):
        raise made_once.BusyError

    answer = waits_while_made(busy)(RequestFactory().get("/"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "wait 10 seconds" in answer.content.decode()


SHEET = "css/minutes-pdf.css"


def test_a_pdf_is_made_anew_when_its_page_or_its_style_has_changed(monkeypatch, tmp_path):
    make = Maker()
    monkeypatch.setattr(typesetting, "pdf_of", make)
    kept = lambda page, **more: typesetting.kept_pdf_of(page, SHEET, kept_for=HOUR, **more)  # noqa: E731

    kept("a page")
    kept("a page")
    assert make.times == 1
    kept("another page")
    assert make.times == 2
    sheet = tmp_path / "sheet.css"
    sheet.write_text("p { color: red }")
    monkeypatch.setattr(typesetting.finders, "find", lambda name: str(sheet))
    kept("a page")
    assert make.times == 3
    kept("a page", dated=lambda: "a page of 14:05")  # the moment alone is no change
    assert make.times == 3
