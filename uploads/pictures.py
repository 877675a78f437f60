"""A picture for a paper: judged by its content, and made anew so that nothing else comes along."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from uploads import checking, redrawing, subprocess_runner, virus_scan

MOST_BYTES = 10 * 2**20
UNREADABLE = _("This picture cannot be read. Save it again as PNG, JPEG or WebP.")
REASONS = {
    "unreadable": UNREADABLE,
    "animated": _("Animated pictures are not taken: a paper stands still. Save one frame of it."),
    "pixels": _("This picture has more than 40 million pixels. Make it smaller and try again."),
}
SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class Redrawn:
    content: bytes
    content_type: str
    width: int
    height: int


def redraw(upload):
    """Return a `Redrawn`; ValidationError says in plain words what is wrong."""
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("This file is %(size)s; the limit is %(limit)s.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(MOST_BYTES)}
        )
    content = upload.read()
    _check_kind(content)
    virus_scan.check(upload)
    return _made_anew(content)


def name_for(upload):
    """A name for the text to call it by, from the file's own."""
    return (
        slugify(PurePath(checking.safe_name(upload.name)).stem)[:60].strip("-_").replace("_", "-")
    )


def _check_kind(content):
    guess = filetype.guess(content[:8192])
    if guess is not None and guess.mime in redrawing.TYPES.values():
        return
    if SVG.search(content[:4096]):
        raise ValidationError(
            _("SVG drawings are not taken, because they can carry scripts. Export it as PNG.")
        )
    raise ValidationError(_("This is not a PNG, JPEG or WebP picture."))


def _made_anew(content):
    try:
        done = subprocess_runner.run(redrawing, file=ContentFile(content))
    except subprocess.TimeoutExpired:
        raise ValidationError(UNREADABLE) from None
    except OSError as fault:
        raise checking.unchecked(fault) from None
    if done.returncode < 0:
        raise ValidationError(UNREADABLE)
    if done.returncode == redrawing.REFUSED:
        raise ValidationError(REASONS[done.stdout.decode().strip()])
    if done.returncode:
        raise checking.unchecked(subprocess_runner.last_line(done.stderr))
    facts, _line, picture = done.stdout.partition(b"\n")
    told = json.loads(facts)
    return Redrawn(picture, told["type"], told["width"], told["height"])
