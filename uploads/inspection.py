"""Open one file that may be hostile. `uploads.py` runs this as a program of its own.

What is on standard input is parsed under limits of memory and time, because a few bytes can
unfold to gigabytes. One line of JSON is the answer, also for a file that no parser makes sense of;
the exit code `TOO_HEAVY` or a signal means that it takes too much; any other end is our failure.
"""

import json
import lzma
import re
import struct
import sys
import zipfile
import zlib
from itertools import chain
from xml.parsers import expat  # noqa: S407 - for its exception

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from uploads import limits, office_inspection

PDF = "application/pdf"
OFFICE_PART = {
    "wordprocessingml.document": "word/",
    "spreadsheetml.sheet": "xl/",
    "presentationml.presentation": "ppt/",
}
MEMORY = 512 * limits.MEGABYTE
CPU_SECONDS = 10
MAX_ENTRIES = 5000
MOST_UNFOLDED = 256 * 2**20  # of one part of a PDF, of all parts of an archive
HEAD = 200
TOO_HEAVY = 3  # exit code

ACTING_KEYS = {
    *("/JS", "/AA", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/RichMediaContent", "/XFA"),
    "/OnInstantiate",
}
ACTING_TYPES = {
    *("/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/Movie", "/Sound", "/Rendition"),
    *("/GoToR", "/GoToE", "/ImportData", "/SubmitForm"),
}
ELSEWHERE = {"/F", "/FFilter", "/Ref"}  # in a stream's dictionary: its content is another file
LINK = re.compile(r"[\x00-\x20]*(https?:|mailto:|www\.)", re.IGNORECASE)
ACTING_ENTRY = re.compile(
    r"(^|/)(vbaProject\.bin|activeX/|oleObject\d*\.bin$)|^(Basic|Scripts)/", re.IGNORECASE
)


REFUSED_BY_PARSERS = (
    pikepdf.PdfError,
    zipfile.BadZipFile,
    expat.ExpatError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    *(EOFError, KeyError, OSError, RuntimeError, ValueError),  # these libraries use them too
)


def inspect(file, content_type):
    """Is the file what it should be, and does it carry what runs, reaches out, or files inside?"""
    try:
        return _pdf(file) if content_type == PDF else _archive(file, content_type)
    except REFUSED_BY_PARSERS as why:
        return {"genuine": False, "active": False, "why": type(why).__name__}


def _pdf(file):
    try:
        document = pikepdf.open(file)
    except pikepdf.PasswordError:
        return {"genuine": True, "active": False, "locked": True}
    with document:
        pages = len(document.pages)
        active = _acts(document)
        _unfold(document)
        # An object too large to unfold is taken for an empty one: it could hide anything.
        if any("bad_alloc" in str(warning) for warning in document.get_warnings()):
            raise MemoryError
        locked = document.is_encrypted
    return {"genuine": pages > 0, "active": active, "locked": locked, "pages": pages}


def _unfold(document):
    """What unfolds without end would stop the program of whoever opens the file."""
    for item in document.objects:
        if not isinstance(item, Stream):
            continue
        try:
            size = len(item.read_bytes())
        except pikepdf.PdfError:
            continue  # a picture in a form of its own
        if size > MOST_UNFOLDED:
            raise MemoryError


def _acts(document):
    """Also in dictionaries written inside others, which are no objects of their own."""
    for item in chain([document.trailer], document.objects):
        waiting = [item]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Array):
                inside = list(part)
            elif isinstance(part, (Dictionary, Stream)):
                if _dictionary_acts(part):
                    return True
                inside = list(part.values())
            else:
                continue
            waiting += [it for it in inside if isinstance(it, Object) and not it.is_indirect]
    return False


def _dictionary_acts(item):
    kinds = (item.get(key) for key in ("/S", "/Type", "/Subtype"))
    named = {str(kind) for kind in kinds if isinstance(kind, Name)}
    keys = set(item.keys())
    return bool(
        ACTING_KEYS & keys
        or ACTING_TYPES & named
        or (isinstance(item, Stream) and ELSEWHERE & keys)
        or ("/URI" in keys and not _is_link(item["/URI"]))
        or ("/OpenAction" in keys and _acts_on_opening(item["/OpenAction"]))
        or ("/Thread" in named and "/F" in keys)
    )


def _is_link(address):
    """The catalog says below the same key what addresses without a beginning belong to."""
    if isinstance(address, Dictionary):
        address = address.get("/Base", String("http:"))
    return isinstance(address, String) and LINK.match(str(address)) is not None


def _acts_on_opening(action):
    """Whatever is not a place in the document: nobody has clicked on anything yet."""
    waiting, seen = [action], set()
    while waiting:
        step = waiting.pop()
        if not isinstance(step, Dictionary) or step.objgen in seen:
            continue
        if step.get("/S") != Name.GoTo:
            return True
        if step.is_indirect:
            seen.add(step.objgen)
        following = step.get("/Next")
        waiting += list(following) if isinstance(following, Array) else [following]
    return False


def _archive(file, content_type):
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if len(names) > MAX_ENTRIES:
            return {"genuine": False, "active": False}
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNFOLDED:
            raise MemoryError
        genuine = _office_is(archive, names, content_type)
        active = any(map(ACTING_ENTRY.search, names)) or _archive_reaches_out(archive)
    return {"genuine": genuine, "active": active}


def _archive_reaches_out(archive):
    """No part is read beyond the size that it declares; of a picture or film only the head."""
    for entry in archive.infolist():
        with archive.open(entry) as part:
            head = part.read(HEAD)
        if office_inspection.is_xml(head) and office_inspection.reaches_out(archive.read(entry)):
            return True
    return False


def _office_is(archive, names, content_type):
    part = OFFICE_PART.get(content_type.rpartition("officedocument.")[2])
    if part:
        return "[Content_Types].xml" in names and any(name.startswith(part) for name in names)
    with archive.open("mimetype") as declared:
        return declared.read(200).decode("ascii").strip() == content_type


def main(content_type):
    limits.limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    try:
        print(json.dumps(inspect(sys.stdin.buffer, content_type)))
    except MemoryError:
        sys.exit(TOO_HEAVY)


if __name__ == "__main__":
    main(sys.argv[1])
