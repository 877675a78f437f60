"""The type of the pages, made from the packaged font: a small WOFF2 for each face and script.

The font's licence lets us change it, but not under its name: what is made here is "P2I Sans".
Nothing of Django; `p2i_site/finders.py` puts the files where the site looks for them. Why so, and
what was measured: docs/decisions/0016-fonts-are-subset-on-the-machine.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from font_source_sans_pro import font_directory
from fontTools.ttLib import TTFont

FAMILY = "P2I Sans"
STYLESHEET = "p2i-sans.css"
LICENCE = "p2i-sans-licence.txt"
PACKAGES = ("font-source-sans-pro", "fonttools", "brotli")


@dataclass(frozen=True)
class Face:
    name: str
    packaged: str
    style: str
    weight: int
    stand_ins: tuple[str, ...]  # shown until the face has arrived; all three are as wide
    stand_in_size: float  # at which a stand-in takes the room that English takes in this face


FACES = (
    Face("Regular", "Regular", "normal", 400, ("Arial", "Liberation Sans", "Helvetica"), 0.935),
    Face(
        "Semibold",
        "Semibold",
        "normal",
        600,
        ("Arial Bold", "Liberation Sans Bold", "Helvetica Bold"),
        0.9,
    ),
    Face(
        "Italic",
        "It",
        "italic",
        400,
        ("Arial Italic", "Liberation Sans Italic", "Helvetica Oblique"),
        0.91,
    ),
)

# Each takes of the font's characters what those before it have left, so that no two files hold the
# same one. A browser fetches a file when a page shows a character of it.
SCRIPTS = {
    # English, most of Western Europe, and the signs that our own pages use
    "latin": (
        "20-7E A0-FF 131 152-153 178 2BC 2C6 2DA 2DC 2010-2015 2018-201A 201C-201E 2020-2022 2026"
        " 202F-2030 2032-2033 2039-203A 2044 20AC 2116 2122 2190-2193 2212 2248 2260 2264-2265"
        " 25B2 25BC 2713"
    ),
    "latin-ext": "100-17E 18F 218-21B 259 1E80-1E85 1E9E 1EF2-1EF3",  # the rest of Europe
    "greek": "370-3FF",
    "cyrillic": "400-45F 490-491",
    "latin-more": "17F-36F 1D00-1EFF FB00-FB06",  # Vietnamese, phonetics, accents of their own
    "greek-more": "1F00-1FFF",  # the accents of ancient Greek
    "cyrillic-more": "460-52F",
    "symbols": "0-10FFFF",
}
# What the pages use: composed accents, kerning, ligatures, the letters of a language. The font's
# figures are all as wide as each other unless asked not to be.
LAYOUT = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]


@cache
def files() -> dict[str, tuple[Face, frozenset[int]]]:
    """Each font by the name of its file, with its face and its characters."""
    found = {}
    for face in FACES:
        with _packaged(face) as font:
            left = set(font.getBestCmap())
        for script, ranges in SCRIPTS.items():
            characters = frozenset(left & _code_points(ranges))
            left -= characters
            if characters:
                found[f"p2i-sans-{face.name.lower()}-{script}.woff2"] = face, characters
    return found


def names() -> list[str]:
    return [STYLESHEET, LICENCE, *files()]


def make(name: str) -> bytes:
    """The content of one of `names()`: the same wherever the same packages are installed."""
    if name == STYLESHEET:
        return stylesheet().encode()
    if name == LICENCE:
        return Path(font_directory, "LICENSE.txt").read_bytes()
    return woff2(*files()[name])


def fingerprint() -> str:
    """Another one when this recipe or a package that has a part in it has changed."""
    parts = [Path(__file__).read_text(), *(f"{package} {version(package)}" for package in PACKAGES)]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def woff2(face: Face, characters: Collection[int]) -> bytes:
    """These characters of a face, without hints and names of glyphs, under our name."""
    from fontTools import subset  # takes long to import, and only who makes a file needs it

    options = subset.Options(
        layout_features=LAYOUT,
        hinting=False,  # a fifth of the file; systems that still use hints smooth the edges too
        notdef_outline=True,
        name_IDs=["*"],
        recalc_timestamp=False,
    )
    with _packaged(face) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        _rename(font, face)
        font.flavor = "woff2"
        content = BytesIO()
        font.save(content)
    return content.getvalue()


def stylesheet() -> str:
    """The rules that tell a browser which file holds what, and what stands in until it is there.

    A stand-in has the width and the height of the face, so that nothing moves when that arrives.
    """
    head = f"/* {FAMILY}: changed from a font under the SIL Open Font License, see {LICENCE} */"
    return "\n".join(
        [
            head,
            *(_face_rule(name, *each) for name, each in files().items()),
            *(_stand_in_rule(face) for face in FACES),
            "",
        ]
    )


def _face_rule(name: str, face: Face, characters: Collection[int]) -> str:
    return (
        f'@font-face {{ font-family: "{FAMILY}"; font-style: {face.style};'
        f' font-weight: {face.weight}; font-display: swap; src: url("{name}") format("woff2");'
        f" unicode-range: {unicode_range(characters)}; }}"
    )


def _stand_in_rule(face: Face) -> str:
    with _packaged(face) as font:
        lines, em = font["hhea"], font["head"].unitsPerEm * face.stand_in_size
    local = ", ".join(f'local("{name}")' for name in face.stand_ins)
    return (
        f'@font-face {{ font-family: "{FAMILY} stand-in"; font-style: {face.style};'
        f" font-weight: {face.weight}; src: {local}; size-adjust: {face.stand_in_size:.1%};"
        f" ascent-override: {lines.ascent / em:.1%}; descent-override: {-lines.descent / em:.1%};"
        f" line-gap-override: {lines.lineGap / em:.1%}; }}"
    )


def unicode_range(characters: Collection[int]) -> str:
    """As CSS writes it: U+20-7E, U+A0."""
    runs: list[list[int]] = []
    for point in sorted(characters):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(
        f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs
    )


def _code_points(ranges: str) -> set[int]:
    points: set[int] = set()
    for each in ranges.split():
        first, _, last = each.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def _rename(font: TTFont, face: Face) -> None:
    """Our names; of the others only whose work it is, its version and its licence."""
    table = font["name"]
    full, postscript = f"{FAMILY} {face.name}", f"{FAMILY.replace(' ', '')}-{face.name}"
    kept = {name_id: table.getDebugName(name_id) for name_id in (0, 5, 13, 14)}
    ours = {1: FAMILY, 2: face.name, 3: f"{postscript} {fingerprint()}", 4: full, 6: postscript}
    table.names = []
    for name_id, text in sorted({**kept, **ours}.items()):
        table.setName(text, name_id, 3, 1, 0x409)  # Windows, Unicode, English


def _packaged(face: Face) -> TTFont:
    path = Path(font_directory, f"SourceSansPro-{face.packaged}.ttf")
    return TTFont(path, lazy=True, recalcTimestamp=False)
