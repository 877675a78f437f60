"""Make a picture that may be hostile anew. `pictures.py` runs this as a program of its own.

What is on standard input is opened under limits of memory and time, because a few bytes can
unfold to gigabytes. The answer is a line of JSON and the new picture; whatever else was in the
file (places, names, comments, a second file behind it) is gone. The exit code `REFUSED` or a signal
means that the file is no such picture; any other end is our failure.
"""

import json
import struct
import sys
import zlib
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

from uploads import limits

KINDS = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
MODES = {"PNG": ("1", "L", "P", "RGB", "RGBA"), "JPEG": ("L", "RGB"), "WEBP": ("RGB", "RGBA")}
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2400  # what a page or a printed column can show
MEMORY = 1024 * limits.MEGABYTE
CPU_SECONDS = 20
REFUSED = 3  # exit code; the reason is on standard output
REFUSED_BY_READERS = (
    *(struct.error, zlib.error, MemoryError),
    *(ArithmeticError, EOFError, LookupError, OSError, SyntaxError, ValueError),
)


class UnusablePictureError(Exception):
    """The file is no such picture; the text is a key of `pictures.REASONS`."""


def redraw(file: BinaryIO) -> tuple[str, Image.Image]:
    """The kind of file to write, and the picture of nothing but its points, upright, not large."""
    content = BytesIO(file.read())
    picture = Image.open(content, formats=list(TYPES))
    kind = KINDS[str(picture.format)]
    if picture.width * picture.height > MOST_PIXELS:
        raise UnusablePictureError("pixels")
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise UnusablePictureError("animated")
    if kind == "PNG":
        picture.verify()  # its checksums and its end; after that it has to be opened again
        picture = Image.open(content, formats=[kind])
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if upright.mode not in MODES[kind]:
        see_through = kind != "JPEG" and upright.has_transparency_data
        upright = upright.convert("RGBA" if see_through else "RGB")
    clean = Image.new(upright.mode, upright.size)
    if upright.palette and upright.mode == "P":
        clean.putpalette(upright.getpalette(upright.palette.mode) or b"", upright.palette.mode)
    clean.paste(upright)
    return kind, clean


def main() -> None:
    limits.limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is unfolded
    try:
        kind, picture = redraw(sys.stdin.buffer)
    except UnusablePictureError as fault:
        print(fault)
        sys.exit(REFUSED)
    except REFUSED_BY_READERS:
        print("unreadable")
        sys.exit(REFUSED)
    content = BytesIO()
    picture.save(content, kind, optimize=True, quality=88)
    facts = {"type": TYPES[kind], "width": picture.width, "height": picture.height}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content.getvalue())


if __name__ == "__main__":
    main()
