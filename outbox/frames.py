"""What stands around the words of a letter: the same for all that leave for the same reason."""

import re
from functools import lru_cache
from itertools import groupby

from django.template import Context, Engine
from django.utils.html import escape, linebreaks, urlize
from django.utils.translation import get_language

from common.quoting import MARK
from outbox.slots import with_slots

QUOTED = MARK.strip()
IN_A_LINK = re.compile(r"[.@]\S|://")  # each has one of these


def in_text(subject: str, body: str, **frame: str) -> str:
    return _around("mails/frame.txt", frame) % {"subject": subject, "body": body}


def in_html(subject: str, body: str, **frame: str) -> str:
    words = {"subject": escape(subject), "body": _blocks(body)}
    return _around("mails/frame.html", frame) % words


def _blocks(body: str) -> str:
    """Paragraphs with links; lines that are marked as quoted are a block of their own, without."""
    blocks = []
    for is_quoted, lines in groupby(body.split("\n"), lambda line: line.startswith(QUOTED)):
        if is_quoted:
            words = "\n".join(escape(line.removeprefix(QUOTED).strip()) for line in lines)
            blocks.append(f"<blockquote>{linebreaks(words)}</blockquote>")
        elif words := "\n".join(_shown(line) for line in lines).strip("\n"):
            blocks.append(linebreaks(words))
    return "\n\n".join(blocks)


def _shown(line: str) -> str:
    return _with_links(line) if IN_A_LINK.search(line) else escape(line)


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
