"""What stands around the words of a letter: the same for all that leave for the same reason."""

from functools import lru_cache
from secrets import token_hex

from django.template import Context, Engine
from django.utils.html import escape, linebreaks, urlize
from django.utils.translation import get_language


def in_text(subject, body, **frame):
    return _around("mails/frame.txt", frame) % {"subject": subject, "body": body}


def in_html(subject, body, **frame):
    shown = "\n".join(map(_with_links, body.split("\n")))
    words = {"subject": escape(subject), "body": linebreaks(shown)}
    return _around("mails/frame.html", frame) % words


@lru_cache(maxsize=128)
def _with_links(line):
    """Most lines are the same in all letters that leave together."""
    return urlize(line, nofollow=True, autoescape=True)


def _around(name, frame):
    """By the template itself, not its name: one that was loaded anew is rendered anew."""
    return _rendered(Engine.get_default().get_template(name), get_language(), **frame)


@lru_cache(maxsize=32)
def _rendered(template, language, **frame):
    """A `%` format with a slot for subject and body. Only the frame is searched for the slots.

    They are held by words that nobody can guess, so that nothing in the frame is taken for one.
    """
    slots = {name: token_hex() for name in ("subject", "body")}
    rendered = template.render(Context({**frame, **slots})).replace("%", "%%")
    for name, held_by in slots.items():
        rendered = rendered.replace(held_by, f"%({name})s")
    return rendered
