"""Open one file that may be hostile. `checking.py` runs this as a program of its own.

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
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import BinaryIO
from xml.parsers import expat  # noqa: S407 - for its exception

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String
from PIL import Image

from uploads import limits, office_inspection

PDF = "application/pdf"
PICTURES = {"image/jpeg": ["JPEG", "MPO"], "image/png": ["PNG"]}  # as Pillow calls them
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
    # These libraries use them too.
    *(EOFError, LookupError, OSError, RuntimeError, SyntaxError, ValueError),
)


@dataclass(frozen=True)
class Inspection:
    """What was found in a file; `why` names the fault of one that no parser makes sense of."""

    is_genuine: bool  # what it should be
    is_active: bool = False  # carries what runs or reaches out, or files inside
    is_locked: bool = False  # a PDF with a password
    pages: int | None = None  # of a PDF that opens without one
    why: str = ""


def inspect(file: BinaryIO, content_type: str) -> Inspection:
    """MemoryError where the file takes too much."""
    try:
        if content_type == PDF:
            return inspect_pdf(file)
        if content_type in PICTURES:
            return inspect_picture(file, content_type)
        return inspect_archive(file, content_type)
    except REFUSED_BY_PARSERS as fault:
        return Inspection(is_genuine=False, why=type(fault).__name__)


def inspect_pdf(file: BinaryIO) -> Inspection:
    try:
        document = pikepdf.open(file)
    except pikepdf.PasswordError:
        return Inspection(is_genuine=True, is_locked=True)
    with document:
        pages = len(document.pages)
        is_active = any(
            _dictionary_acts(part)
            for item in chain([document.trailer], document.objects)
            for part in _dictionaries(item)
        )
        for item in document.objects:
            if not isinstance(item, Stream):
                continue
            try:
                size = len(item.read_bytes())
            except pikepdf.PdfError:
                continue  # a picture in a form of its own
            if size > MOST_UNFOLDED:  # it would stop the program of whoever opens the file
                raise MemoryError
        # An object too large to unfold is taken for an empty one: it could hide anything.
        if any("bad_alloc" in str(warning) for warning in document.get_warnings()):
            raise MemoryError
        is_locked = document.is_encrypted
    return Inspection(is_genuine=pages > 0, is_active=is_active, is_locked=is_locked, pages=pages)


def _dictionaries(item: Object) -> Iterator[Object]:
    """It and those written inside it, which are no objects of their own."""
    waiting = [item]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Array):
            inside = list(part)
        elif isinstance(part, (Dictionary, Stream)):
            yield part
            inside = list(part.values())
        else:
            continue
        waiting += [it for it in inside if isinstance(it, Object) and not it.is_indirect]


def _dictionary_acts(item: Object) -> bool:
    kinds = (item.get(key) for key in ("/S", "/Type", "/Subtype"))
    named = {str(kind) for kind in kinds if isinstance(kind, Name)}
    keys = set(item.keys())
    address = item.get("/URI", String("http:"))
    if isinstance(address, Dictionary):  # what addresses without a beginning belong to
        address = address.get("/Base", String("http:"))
    return bool(
        ACTING_KEYS & keys
        or ACTING_TYPES & named
        or (isinstance(item, Stream) and ELSEWHERE & keys)
        or not (isinstance(address, String) and LINK.match(str(address)))
        or ("/OpenAction" in keys and _acts_on_opening(item["/OpenAction"]))
        or ("/Thread" in named and "/F" in keys)
    )


def _acts_on_opening(action: Object) -> bool:
    """Whatever is not a place in the document: nobody has clicked on anything yet."""
    waiting: list[Object | None] = [action]
    seen = set()
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


def inspect_picture(file: BinaryIO, content_type: str) -> Inspection:
    """Whole, by a PNG's checksums, or by reading a JPEG small; MemoryError for a huge one."""
    with Image.open(file, formats=PICTURES[content_type]) as picture:
        if picture.width * picture.height * len(picture.getbands()) > MOST_UNFOLDED:
            raise MemoryError
        if picture.format == "PNG":
            picture.verify()
        else:
            picture.draft(None, (1, 1))
            picture.load()
    return Inspection(is_genuine=True)


def inspect_archive(file: BinaryIO, content_type: str) -> Inspection:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if len(names) > MAX_ENTRIES:
            return Inspection(is_genuine=False)
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNFOLDED:
            raise MemoryError
        if part := OFFICE_PART.get(content_type.rpartition("officedocument.")[2]):
            declares_itself = "[Content_Types].xml" in names
            is_genuine = declares_itself and any(name.startswith(part) for name in names)
        else:
            with archive.open("mimetype") as declared:
                is_genuine = declared.read(200).decode("ascii").strip() == content_type
        is_active = any(map(ACTING_ENTRY.search, names))
        for entry in archive.infolist():
            if is_active:
                break
            with archive.open(entry) as opened:  # of a picture or film only the head is read,
                head = opened.read(HEAD)  # and no part beyond the size that it declares
            is_active = office_inspection.is_xml(head) and office_inspection.reaches_out(
                archive.read(entry)
            )
    return Inspection(is_genuine=is_genuine, is_active=is_active)


def main(content_type: str) -> None:
    limits.limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is unfolded
    try:
        print(json.dumps(asdict(inspect(sys.stdin.buffer, content_type))))
    except MemoryError:
        sys.exit(TOO_HEAVY)


if __name__ == "__main__":
    main(sys.argv[1])
