"""Lines of the log: in one form, with their zone, and without what opens something."""

import json
import logging
import sys

import pytest
import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from common.log_lines import LineFormatter, cleaned, shown_path


@pytest.fixture(autouse=True)
def outside_of_requests():
    structlog.contextvars.clear_contextvars()


def line(form, message, *arguments, fault=None, **extra):
    record = logging.LogRecord("ours", logging.WARNING, "x.py", 1, message, arguments, fault)
    record.__dict__.update(extra)
    return LineFormatter(form).format(record)


def fault():
    try:
        password = "three quiet otters"  # noqa: F841, S105 - a variable that no line may show
        raise ValueError("no mailbox for dora@example.org")
    except ValueError:
        return sys.exc_info()


def test_a_line_of_json_says_when_how_bad_who_and_what():
    told = json.loads(line("json", "gone: %s", 3, path="/votes/3/", status=404))

    assert told.pop("timestamp").endswith("Z")
    assert told == {
        "level": "warning",
        "logger": "ours",
        "event": "gone: 3",
        "path": "/votes/3/",
        "status": 404,
    }


def test_a_line_for_people_says_the_same():
    when, rest = line("text", "gone: %s", 3, status=404).split(" ", 1)

    assert when.endswith("Z")
    assert rest == "WARNING ours gone: 3 status=404"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_shows_no_variable_and_no_address(form):
    written = line(form, "a fault", fault=fault())

    assert "Traceback" in written
    assert "ValueError" in written
    assert "otters" not in written.replace('password = "three quiet otters"', "")
    assert "dora" not in written


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\x1b[2J"])
def test_nothing_that_somebody_typed_begins_a_line(form, end):
    forged = f"{end}1999-12-31T00:00:00Z INFO forged"
    try:
        raise ValueError(forged)
    except ValueError:
        told = line(form, "gone: %s", forged, path=forged, fault=sys.exc_info())

    assert not [one for one in told.split("\n") if one.startswith("1999-12-31T")]
    assert "\r" not in told
    assert "\x1b" not in told


def test_the_log_is_written_to_one_place_and_mailed_to_nobody():
    handlers = settings.LOGGING["handlers"]

    assert {one["class"] for one in handlers.values()} == {"logging.StreamHandler"}
    assert settings.LOGGING["root"]["handlers"] == [*handlers]
    assert settings.ADMINS == []


def test_another_form_is_refused():
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT"):
        LineFormatter("xml")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/votes/3/", "/votes/3/"),
        ("/search/?q=Dora", "/search/?…"),
        ("/join/open/abcdef/", "/join/open/…/"),
        ("/accounts/password/reset/key/3-cq2n1p-9a2f3b/", "/accounts/password/reset/key/3-…/"),
        ("/accounts/lock/MTI:1vABcD:x9_-y/", "/accounts/lock/…/"),
        ("/votes/calendar/Zk3vQ1xXb2N4c6M8.ics", "/votes/calendar/….ics"),
        # cut off, or of a page that is gone: no address of ours, so it goes by how it looks
        ("/gone/Zk3vQ1xXb2N4c6M8w0/x", "/gone/…/x"),
        ("/gone/MTI:1vABcDEF:x9_-y", "/gone/…"),
        (
            "/knowledge-exchange/papers/how-to-buy-what-is-not-there/",
            "/knowledge-exchange/papers/how-to-buy-what-is-not-there/",
        ),
    ],
)
def test_a_path_is_shown_without_what_opens_something(path, shown):
    assert shown_path(path) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("to dora.d@mail.example.org.", "to …@…."),
        ("{'dora@example.org': (550, b'no')}", "{'…@…': (550, b'no')}"),
        ("Not Found: /accounts/lock/MTI:1vABcD:x9_-y/", "Not Found: /accounts/lock/…/"),
        ("token p2i_abcdefgh12345 is gone", "token … is gone"),
        (
            "https://p2i.example.org/join/open/abc/ was read",
            "https://p2i.example.org/join/open/…/ was read",
        ),
        ("nothing to hide: 3/4 of 12", "nothing to hide: 3/4 of 12"),
    ],
)
def test_a_text_is_shown_without_people_and_keys(text, shown):
    assert cleaned(text) == shown
