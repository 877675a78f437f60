import io
import struct
import zipfile

import pytest

from uploads import checking, inspection

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
BEGIN, END = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


def zipped(parts):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stored.getvalue()


def external(kind, target="https://x.example/a"):
    return {
        "word/settings.xml.rels": f'<Relationships><Relationship Id="a" Target="{target}" '
        f'Type="{OFFICE_LINKS}{kind}" TargetMode="External"/></Relationships>'
    }


def word(body):
    return {"word/document.xml": f'<w:document xmlns:w="{WORD}">{body}</w:document>'}


def field(*pieces):
    written = "".join(f"<w:instrText>{piece}</w:instrText>" for piece in pieces)
    return word(f"{BEGIN}{written}{END}")


def opened(body):
    names = f'xmlns:draw="{OPEN}drawing:1.0" xmlns:text="{OPEN}text:1.0"'
    return {"content.xml": f'<a {names} xmlns:x="http://www.w3.org/1999/xlink">{body}</a>'}


def reaches_out(parts):
    """As a Word file, which all these parts may lie in."""
    content = zipped({"[Content_Types].xml": "", "word/x": "", **parts})
    outcome = inspection.inspect(io.BytesIO(content), checking.ACCEPTED[".docx"])
    assert outcome.is_genuine
    return outcome.is_active


@pytest.mark.parametrize(
    "parts",
    [
        external("attachedTemplate"),
        external("image"),
        external("oleObject", "file:///x"),
        external("evil/hyperlink"),
        field(" DDEAUTO c:\\\\calc.exe"),
        field(" ", "D", "dE", " x y"),
        field("&#68;DE x y"),
        word(f"{BEGIN}{BEGIN}<w:instrText>QUOTE 68 68 69</w:instrText>{END}{END}"),
        word('<w:fldSimple w:instr="DDE x y"/>'),
        {"word/d.xml": field("DDE x y")["word/document.xml"].encode("utf-16")},
        {"word/d.xml": "<!DOCTYPE a>" + field("PAGE")["word/document.xml"]},
        {"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"},
        opened('<draw:image x:href="https://x.example/a.png"/>'),
        opened('<draw:object x:href="//host/a"/>'),
        opened('<text:dde-connection-decl office="x"/>'),
        opened('<text:a x:href="vnd.sun.star.script:x"/>'),
    ],
)
def test_whatever_reaches_out_of_an_office_file_is_found(parts):
    assert reaches_out(parts)


@pytest.mark.parametrize(
    "parts",
    [
        external("hyperlink"),
        field("PAGE"),
        field("HYPERLINK", " DDE"),
        word("<w:t>DDE instrText</w:t>"),
        opened('<draw:image x:href="Pictures/a.png"/><draw:object x:href="./Object 1"/>'),
        opened('<text:a x:href="https://x.example"/>'),
        {"word/media/image1.png": b"\x89PNG TargetMode"},
    ],
)
def test_links_and_what_lies_inside_an_office_file_are_harmless(parts):
    assert not reaches_out(parts)


def test_an_archive_that_declares_to_unfold_to_much_is_not_unfolded(monkeypatch):
    monkeypatch.setattr(inspection, "MOST_UNFOLDED", 1000)

    with pytest.raises(MemoryError):
        reaches_out({"word/a.bin": bytes(600), "word/b.bin": bytes(600)})


def test_a_part_that_is_longer_than_it_declares_is_refused():
    content = bytearray(zipped({"[Content_Types].xml": "<a>" * 99, "word/x": ""}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)

    outcome = inspection.inspect(io.BytesIO(content), checking.ACCEPTED[".docx"])

    assert outcome == inspection.Inspection(is_genuine=False, why="BadZipFile")
