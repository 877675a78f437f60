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


class Refused(Exception):
    pass


def redraw(file):
    image = Image.open(file, formats=["PNG", "JPEG", "WEBP"])
    kind = KINDS[str(image.format)]
    if image.width * image.height > MOST_PIXELS:
        raise Refused("pixels")
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise Refused("animated")
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return kind, _in_plain_colours(upright, kind)


def _in_plain_colours(image, kind):
    if image.mode not in MODES[kind]:
        see_through = kind != "JPEG" and image.has_transparency_data
        image = image.convert("RGBA" if see_through else "RGB")
    clean = Image.new(image.mode, image.size)
    if image.mode == "P":
        clean.putpalette(image.getpalette(image.palette.mode), image.palette.mode)
    clean.paste(image)
    return clean


def _write(kind, image, out):
    content = BytesIO()
    image.save(content, kind, optimize=True, quality=88)
    facts = {"type": TYPES[kind], "width": image.width, "height": image.height}
    out.write(json.dumps(facts).encode() + b"\n" + content.getvalue())


def main():
    limits.limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is unfolded
    try:
        kind, image = _made_of(sys.stdin.buffer)
    except Refused as refusal:
        print(refusal)
        sys.exit(REFUSED)
    _write(kind, image, sys.stdout.buffer)


def _made_of(file):
    try:
        return redraw(file)
    except REFUSED_BY_READERS:
        raise Refused("unreadable") from None


if __name__ == "__main__":
    main()
