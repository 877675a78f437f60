"""What a file is by its first bytes, without parsing it: that is for `inspection.py`. No Django."""

import base64
import binascii
import os
import re
from typing import Protocol

HEAD = 4096
PIECE = 2**16
PDF_BEGINS_WITHIN = 1024  # as readers look for it: some scanners write a line of theirs before it
MAGIC = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"Rar!": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"\x1f\x8b": "archive",
    b"BZh": "archive",
    b"\xfd7zXZ": "archive",
    b"GIF8": "picture",
    b"BM": "picture",
    b"8BPS": "picture",
    b"\xff\x0a": "picture",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"ID3": "film",
    b"\x1aE\xdf\xa3": "film",
    b"OggS": "film",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"#!": "program",
    b"\0\x05\x16\x07": "shadow",
    b"L\0\0\0\x01\x14\x02\0": "shortcut",
    b"%!PS": "postscript",
    b"{\\rtf": "rtf",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IN_OLE = {  # the names of its streams, of which the first that is found says what it is
    "EncryptedPackage": "locked office",
    "\x06DataSpaces": "locked office",
    "WordDocument": "doc",
    "Workbook": "xls",
    "PowerPoint Document": "ppt",
    "__properties_version1.0": "msg",
}
IN_OFFICE = {  # what each kind has, as the list of parts at the end of the archive names it
    b"word/document.xml": "docx",
    b"xl/workbook.xml": "xlsx",
    b"ppt/presentation.xml": "pptx",
}
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # PKCS #7, RFC 5652: 1.2.840.113549.1.7.2
HEIC = (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1")
MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.etsi.asic-e+zip": "signed",
    b"application/vnd.etsi.asic-s+zip": "signed",
    b"application/epub+zip": "epub",
}
# What is read once is not read again in another way: a text of a stranger's stops nothing.
PROLOGUE = r"(?>(?:<\?xml[^>]*>\s*)?)(?>(?:<!--(?>.*?-->)\s*)*)"
TEXTS = (
    (r"-----BEGIN (PKCS ?7|CMS|PGP MESSAGE|PGP SIGNED)", "signed"),
    (r"-----BEGIN PGP SIGNATURE", "signature"),
    (r"\[InternetShortcut\]|\[Desktop Entry\]|\{\s*\"(doc_id|url)\"", "shortcut"),
    (PROLOGUE + r"(<!DOCTYPE svg|<svg[\s>])", "svg"),
    (PROLOGUE + r"<(!DOCTYPE html|html|head|body|script)\b", "html"),
    (r".*?^Content-Type: *multipart/related", "html"),
    (r"(From |Received:|Return-Path:|Delivered-To:|MIME-Version:|Message-ID:|From:)", "email"),
    (r"<\?xml|<[a-z]+:[a-z]+", "xml"),
)
CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")


class Readable(Protocol):
    """A file, or an upload."""

    def seek(self, offset: int, whence: int = 0, /) -> object: ...

    def tell(self) -> int: ...

    def read(self, size: int, /) -> bytes: ...


def recognise(file: Readable) -> str:
    """A key of `kinds.KINDS`, empty for what is not known; the file is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    try:
        if head.startswith(OLE):
            return _in_ole(file)
        found = _by_head(head)
        return _in_zip(file) if found == "zip" else found
    finally:
        file.seek(0)


def _by_head(head: bytes) -> str:
    found = next((kind for begin, kind in MAGIC.items() if head.startswith(begin)), "")
    if found == "zip" and head[30:38] == b"mimetype":
        size, begin = int.from_bytes(head[22:26], "little"), 38 + head[28] + 256 * head[29]
        return by_mimetype(head[begin : begin + size]) or "zip"
    if found:
        return found
    if SIGNED_DATA in head[:64] or SIGNED_DATA in _unwrapped(head):
        return "signed"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in HEIC else "picture" if head[8:12] == b"avif" else "film"
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else "film"
    if b"%PDF" in head[:PDF_BEGINS_WITHIN]:
        return "pdf"
    if not head.strip(b"\0"):
        return "zeros"
    if head[257:262] == b"ustar":
        return "archive"
    return _as_text(head)


def by_mimetype(declared: bytes) -> str:
    """What an archive says of itself in its first entry."""
    other = "opendocument" if declared.startswith(b"application/vnd.oasis.opendocument") else ""
    return MIMETYPES.get(declared.strip(), other)


def _unwrapped(head: bytes) -> bytes:
    """The first bytes of what is written as base64, as some signing programs do."""
    try:
        return base64.b64decode(head[:64], validate=True)
    except binascii.Error:
        return b""


def _as_text(head: bytes) -> str:
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if is_wide else "utf-8-sig", "ignore")
    if CONTROLS.search(text):
        return ""
    for pattern, kind in TEXTS:
        if re.match(pattern, text.lstrip(), re.IGNORECASE | re.DOTALL | re.MULTILINE):
            return kind
    return "text"


def _in_zip(file: Readable) -> str:
    """By the last bytes, which list the parts; what else is in it `inspection.py` tells."""
    file.seek(0, os.SEEK_END)
    file.seek(max(file.tell() - PIECE, 0))
    end = file.read(PIECE)
    return next((kind for part, kind in IN_OFFICE.items() if part in end), "zip")


def _in_ole(file: Readable) -> str:
    """By the names in its directory, wherever that lies; a label counts before what it protects."""
    names = {name.encode("utf-16-le"): kind for name, kind in IN_OLE.items()}
    longest, last, seen = max(map(len, names)), b"", set()
    file.seek(0)
    while chunk := file.read(PIECE):
        part = last + chunk
        seen |= {name for name in names if name in part}
        last = part[-longest:]
    return next((kind for name, kind in names.items() if name in seen), "ole")
