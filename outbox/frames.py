"""What stands around the words of a letter: the same for all that leave for the same reason."""

import re
from functools import lru_cache

from django.template import Context, Engine
from django.utils.html import escape, linebreaks, urlize
from django.utils.translation import get_language

from outbox.slots import with_slots

IN_A_LINK = re.compile(r"[.@]\S|://")  # each has one of these


def in_text(subject: str, body: str, **frame: str) -> str:
    return _around("mails/frame.txt", frame) % {"subject": subject, "body": body}


def in_html(subject: str, body: str, **frame: str) -> str:
    lines = body.split("\n")
    shown = "\n".join(
        _with_links(line) if IN_A_LINK.search(line) else escape(line) for line in lines
    )
    words = {"subject": escape(subject), "body": linebreaks(shown)}
    return _around("mails/frame.html", frame) % words


@lru_cache(maxsize=128)
def _with_links(line: str) -> str:
    """Most such lines are the same in all letters that leave together."""
    return urlize(line, nofollow=True, autoescape=True)


def _around(name, frame):
    """By the template itself, not its name: one that was loaded anew is rendered anew."""
    return _rendered(Engine.get_default().get_template(name), get_language(), **frame)


@lru_cache(maxsize=32)
def _rendered(template, language, **frame):
    def around(**words):
        return template.render(Context({**frame, **words}))

    return with_slots(around, subject="", body="")
