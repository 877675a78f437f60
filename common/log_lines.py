"""Lines of the log: for people or as JSON, and without addresses, tokens or codes in either.

Whoever writes to the log leaves such things out. What packages write, and what an exception says,
is looked through here once more before it is a line.
"""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404, resolve
from structlog.typing import EventDict, Processor, WrappedLogger

FORMATS = ("text", "json")
HIDDEN = "…"
# Nothing of these is for a log: who reads it, from where, and what a task said when it failed,
# which stands in its exception anyway.
DROPPED = ("ip", "user_agent", "error", "result", "reason", "taskName")
EMAIL = re.compile(
    r"[^\s<>\"'(),:;=\[\]{}|/\\]+@[^\s<>\"'(),:;\[\]{}|/\\]*[^\s<>\"'(),:;\[\]{}|/\\.]"
)
# By itself, or behind the name of a host.
PATH = re.compile(r"(?<![\w.<])(https?://[^/\s\"'<>]+)?(/[^\s\"'<>,;)\]}]+)")
TOKEN = re.compile(r"\bp2i_[\w-]{8,}")
SECRET_ARGUMENTS = {"token", "key"}  # as addresses name what opens something
# What ends a line, or moves about in a terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# A part of a path that nobody can read: longer than a number, with capitals or digits among
# letters, as a signature or a random text has them.
UNREADABLE = re.compile(r"(?=[^/]*[A-Z:])(?=[^/]*[a-z0-9])[\w:=.~-]{16,}|\w+:[\w:=.-]{6,}")


def shown_path(path: str) -> str:
    """A path without what in it opens something, and without what was asked of it."""
    path, _mark, asked = path.partition("?")
    try:
        arguments = resolve(path).kwargs
    except (Resolver404, ValueError):
        arguments = {}
    for name in SECRET_ARGUMENTS & arguments.keys():
        before, _secret, after = path.rpartition(str(arguments[name]))
        path = f"{before}{HIDDEN}{after}"
    path = "/".join(UNREADABLE.sub(HIDDEN, part) for part in path.split("/"))
    return f"{path}?{HIDDEN}" if asked else path


def cleaned(text: str) -> str:
    """A text without paths that open something, tokens and people's addresses."""
    if "/" in text:
        text = PATH.sub(lambda found: (found[1] or "") + shown_path(found[2]), text)
    if "@" in text:
        text = EMAIL.sub(f"{HIDDEN}@{HIDDEN}", text)
    return TOKEN.sub(HIDDEN, text)


def without_people(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    for key in DROPPED:
        event.pop(key, None)
    return {key: _cleaned(value) for key, value in event.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return cleaned(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return cleaned(str(value))


def as_text(logger: WrappedLogger, name: str, event: MutableMapping[str, Any]) -> str:
    """When, how bad, who says it, what; then what else is known, and the exception.

    Only a line's own beginning stands at the margin: nothing that somebody typed begins another.
    """
    first = [str(event.pop(key, "")) for key in ("timestamp", "level", "logger", "event")]
    exception = event.pop("exception", "")
    first[1] = first[1].upper()
    first += [f"{key}={value}" for key, value in event.items()]
    lines = [" ".join(first), *exception.splitlines()]
    return "\n  ".join(CONTROL.sub(lambda found: ascii(found[0])[1:-1], one) for one in lines)


BOUND: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# A traceback as Python writes it, without the values that variables had.
FINISHED: list[Processor] = [structlog.processors.format_exc_info, without_people]


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """For LOGGING: all lines, whoever writes them, in one form; `form` is one of FORMATS."""

    def __init__(self, form: str) -> None:
        if form not in FORMATS:
            raise ImproperlyConfigured(f"LOG_FORMAT is {form!r}, and must be one of {FORMATS}.")
        write: Processor = (
            structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else as_text
        )
        super().__init__(
            processors=[self.remove_processors_meta, *FINISHED, write],
            foreign_pre_chain=[*BOUND, _extras],
        )
        structlog.configure(
            processors=[structlog.stdlib.filter_by_level, *BOUND, self.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=True,
        )


TOLD = {"method", "path", "status", "milliseconds", "person", "task"}


def _extras(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """What our own lines say besides their words; packages put whole requests there.

    Django says of a request that it refuses while nobody has bound its person yet.
    """
    record: logging.LogRecord = event["_record"]
    told: Mapping[str, Any] = record.__dict__
    person = getattr(getattr(told.get("request"), "_cached_user", None), "pk", None)
    known = {"person": person} if person else {}
    return {**event, **known, **{key: told[key] for key in told.keys() & TOLD}}
