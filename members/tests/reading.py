"""What can be read in a response, whatever its form: page, feed, archive, PDF."""

import io
import re
import zipfile

import pikepdf

BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def words_of(content):
    """The text in these bytes; of an archive that of each file in it."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [words_of(archive.read(name)) for name in archive.namelist()]
        return "\n".join([*archive.namelist(), *inside])
    if content.startswith(b"%PDF"):
        return pdf_words(content)
    return content.decode(errors="ignore")


def pdf_words(content):
    """The text of a PDF as its fonts spell it, and what it says of itself."""
    with pikepdf.open(io.BytesIO(content)) as document:
        pages = [_page_words(page) for page in document.pages]
        facts = [str(value) for value in document.docinfo.values()]
    return "\n".join([*pages, *facts])


def _page_words(page):
    fonts = {name: _spelling(font) for name, font in page.resources.get("/Font", {}).items()}
    written, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "TJ"):
            strings = operands[0] if str(operator) == "TJ" else operands
            written += [_spelt(bytes(one), letters) for one in strings if _is_text(one)]
    return "".join(written)


def _is_text(operand):
    return isinstance(operand, pikepdf.String)


def _spelling(font):
    """Which glyph stands for which letters."""
    if "/ToUnicode" not in font:
        return {}
    pairs = BFCHAR.findall(font["/ToUnicode"].read_bytes())
    return {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be", "ignore")
        for glyph, letters in pairs
        if len(letters) % 4 == 0
    }


def _spelt(glyphs, letters):
    if not letters:
        return glyphs.decode("latin-1")
    pairs = zip(glyphs[::2], glyphs[1::2], strict=False)
    return "".join(letters.get(high << 8 | low, "") for high, low in pairs)
