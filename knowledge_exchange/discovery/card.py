"""The picture that goes with a shared link to a paper: its title in the Network's look.

The packaged type has Latin, Greek and Cyrillic letters. A title that is too long for the picture
gets smaller letters, and in the end loses its last words.
"""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from common.typesetting import FONTS

WIDTH, HEIGHT, EDGE = 1200, 630, 80
PAPER, INK, FAINT, LINE = "#12305f", "#ffffff", "#b9d1fb", "#8db4f5"
SIZES = (76, 66, 56, 48, 42)  # of the title's letters
LEADING = 1.15
TITLE_TOP, TITLE_HEIGHT = 190, 310
DRAWING = 1  # counted up when the drawing changes, so that no old picture is kept
DOTS = [(7, 7), (20, 7), (7, 20), (20, 20), (33, 20), (7, 33), (20, 33), (33, 33)]


def draw(*, title: str, above: str, below: str, network: str) -> bytes:
    """The bytes of a PNG; `above` and `below` are a line each."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    for x, y in DOTS:  # the Network's mark: eight places taken, one open
        _dot(pen, x, y, 4.5, fill=INK)
    _dot(pen, 33, 7, 3.5, outline=INK, width=2)
    small = _font("Regular", 30)
    pen.text((EDGE + 70, EDGE), network, font=_font("Semibold", 30), fill=INK, anchor="lm")
    pen.text((EDGE, 155), above, font=small, fill=FAINT, anchor="lm")
    for size in SIZES:
        font, most = _font("Bold", size), int(TITLE_HEIGHT / (size * LEADING))
        lines = _broken(title, font)
        if len(lines) <= most:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), font)]
    for number, line in enumerate(lines):
        pen.text((EDGE, TITLE_TOP + number * size * LEADING), line, font=font, fill=INK)
    pen.line((EDGE, 535, WIDTH - EDGE, 535), fill=LINE, width=2)
    pen.text((EDGE, 572), _cut(below, small), font=small, fill=FAINT, anchor="lm")
    content = BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()


@lru_cache(maxsize=16)
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    file = FONTS / f"SourceSansPro-{weight}.ttf"
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _dot(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    radius: float,
    *,
    fill: str | None = None,
    outline: str | None = None,
    width: int = 1,
) -> None:
    x, y, radius = EDGE + x * 1.2, EDGE - 24 + y * 1.2, radius * 1.2
    circle = (x - radius, y - radius, x + radius, y + radius)
    pen.ellipse(circle, fill=fill, outline=outline, width=width)


def _broken(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Into lines, between words, and within a word that fills more than a line."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _fits(longer, font):
            lines[-1] = longer
            continue
        lines.append("")
        for letter in word:
            if not _fits(lines[-1] + letter, font):
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def _fits(text: str, font: ImageFont.FreeTypeFont) -> bool:
    return font.getlength(text) <= WIDTH - 2 * EDGE


def _cut(text: str, font: ImageFont.FreeTypeFont) -> str:
    """As much of it as one line holds."""
    if _fits(text, font):
        return text
    while text and not _fits(f"{text}…", font):
        text = text[:-1].rstrip()
    return f"{text}…"
