"""A picture: judged by its content, and made anew so that nothing else comes along."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from common import folding
from uploads import checking, redrawing, subprocess_runner, virus_scan

MOST_BYTES = 10 * 2**20
UNREADABLE = _(
    "This is not a PNG, JPEG or WebP picture, or it is damaged. Save it again as one of them."
)
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


def redraw(upload: UploadedFile) -> Redrawn:
    """Return a `Redrawn`; ValidationError says in plain words what is wrong."""
    checking.check_size(upload, MOST_BYTES)
    head = upload.read(4096)
    if SVG.search(head):
        raise ValidationError(
            _("SVG drawings are not taken, because they can carry scripts. Export it as PNG.")
        )
    virus_scan.check(upload)
    try:
        done = subprocess_runner.run(redrawing, file=upload)
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
    first_line, _newline, picture = done.stdout.partition(b"\n")
    facts = json.loads(first_line)
    return Redrawn(picture, facts["type"], facts["width"], facts["height"])


def name_for(upload: UploadedFile) -> str:
    """A name for the text to call it by, from the file's own."""
    stem = PurePath(checking.safe_name(upload.name or "")).stem
    return folding.slug(stem, 60)
