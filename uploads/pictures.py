"""A picture: judged by its content, and made anew so that nothing else comes along."""

import json
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from common import folding
from uploads import checking, kinds, recognising, redrawing, subprocess_runner, virus_scan
from uploads.names import safe_name

MOST_BYTES = 10 * 2**20
UNREADABLE = _(
    "This is not a PNG, JPEG or WebP picture, or it is damaged. Save it again as one of them."
)
REASONS = {
    "unreadable": UNREADABLE,
    "animated": _("Animated pictures are not taken: a paper stands still. Save one frame of it."),
    "pixels": _("This picture has more than 40 million pixels. Make it smaller and try again."),
}
TAKEN = ("png", "jpeg", "webp")
ENDINGS = (".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".webp")


@dataclass(frozen=True)
class Redrawn:
    content: bytes
    content_type: str
    width: int
    height: int


def redraw(upload: UploadedFile) -> Redrawn:
    """Return a `Redrawn`; ValidationError says in plain words what is wrong."""
    checking.check_size(upload, MOST_BYTES)
    found = recognising.recognise(upload)
    if found not in TAKEN:
        name = safe_name(upload.name or "")
        ending = PurePath(name).suffix.lower()
        raise kinds.refusal(found, name, ending) if found else ValidationError(UNREADABLE)
    virus_scan.check(upload)
    done = checking.run(redrawing, file=upload, too_much=UNREADABLE)
    if done.returncode == redrawing.REFUSED:
        raise ValidationError(REASONS[done.stdout.decode().strip()])
    if done.returncode:
        raise checking.unchecked(subprocess_runner.last_line(done.stderr))
    first_line, _newline, picture = done.stdout.partition(b"\n")
    facts = json.loads(first_line)
    return Redrawn(picture, facts["type"], facts["width"], facts["height"])


def name_for(upload: UploadedFile) -> str:
    """A name for the text to call it by, from the file's own."""
    stem = PurePath(safe_name(upload.name or "")).stem
    return folding.slug(stem, 60)
