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
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat  # noqa: S407 - for its exception

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String
from PIL import Image

from uploads import limits, office_inspection, recognising

PDF = "application/pdf"
PICTURES = {"image/jpeg": ["JPEG", "MPO"], "image/png": ["PNG"]}  # as Pillow calls them
OFFICE_PARTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
OFFICE_KIND = {  # the last word of a content type
    "document": "docx",
    "sheet": "xlsx",
    "presentation": "pptx",
    "text": "odt",
    "spreadsheet": "ods",
}
OPENDOCUMENT = ("odt", "ods", "opendocument")
ENCRYPTED = b"encryption-data"
MEMORY = 512 * limits.MEGABYTE
CPU_SECONDS = 6
MAX_ENTRIES = 5000
MOST_UNFOLDED = 256 * 2**20  # of all parts of a file together, and of one picture of a PDF
MOST_PICTURED = 2 * 2**30  # of the pictures of a PDF, which are looked at one by one
PIECE = 2**20
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
# What an object needs to be written with before it is worth a closer look; most have none of it.
# Its kind may also be written elsewhere.
NEEDLES = re.compile(
    "|".join(sorted(ACTING_KEYS | ACTING_TYPES | {"/URI", "/OpenAction", "/Thread"})).encode()
    + rb"|/(S|Type|Subtype) \d+ \d+ R"
)
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
    found: str = ""  # what it is instead: a key of `kinds.KINDS`


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
        budget = Budget()
        is_active = any(map(_dictionary_acts, _dictionaries(document.trailer)))
        for item in document.objects:
            is_stream = isinstance(item, Stream)
            if not is_active and (is_stream or _is_worth_a_look(item)):
                is_active = any(map(_dictionary_acts, _dictionaries(item)))
            if is_stream:
                budget.spend(item)
        # An object too large to unfold is taken for an empty one: it could hide anything.
        if any("bad_alloc" in str(warning) for warning in document.get_warnings()):
            raise MemoryError
        is_locked = document.is_encrypted
    return Inspection(is_genuine=pages > 0, is_active=is_active, is_locked=is_locked, pages=pages)


def _is_worth_a_look(item: Object) -> bool:
    if not isinstance(item, (Array, Dictionary)):
        return False
    return NEEDLES.search(item.unparse(resolved=True)) is not None


class Budget:
    """What the streams of a PDF may unfold to; more would stop whoever opens the file."""

    def __init__(self) -> None:
        self.left, self.pictured = MOST_UNFOLDED, MOST_PICTURED

    def spend(self, item: Object) -> None:
        """MemoryError once there is nothing left."""
        if size := _size_of_picture(item):
            self.pictured -= size
            if size > MOST_UNFOLDED or self.pictured < 0:
                raise MemoryError
        else:
            for unfolded in _pieces(item):
                self.left -= unfolded
                if self.left < 0:
                    raise MemoryError


def _size_of_picture(item: Object) -> int:
    """What its rows and columns unfold to, and readers take no more; 0 where it is none.

    A photograph is packed in a form of its own, which no reader takes for a text.
    """
    if item.get("/Subtype") != Name.Image or not _is_deflated(item):
        return 0
    sides = item.get("/Width"), item.get("/Height"), item.get("/BitsPerComponent", 8)
    width, height, bits = (side if isinstance(side, int) else 0 for side in sides)
    if min(width, height, bits) <= 0:
        return 0
    colours = {"/DeviceGray": 1, "/DeviceCMYK": 4}.get(str(item.get("/ColorSpace")), 3)
    return max(1, width * height * bits * (1 if bits == 1 else colours) // 8)


def _is_deflated(item: Object) -> bool:
    """Packed once, in the usual way."""
    packing = item.get("/Filter")
    return packing == Name.FlateDecode or packing == Array([Name.FlateDecode])


def _pieces(item: Object) -> Iterator[int]:
    """How much a stream unfolds to, a piece at a time where it is packed in the usual way."""
    try:
        if not _is_deflated(item):
            yield len(item.read_bytes())
            return
        packed, unpacking = item.read_raw_bytes(), zlib.decompressobj()
        while packed and not unpacking.eof:
            yield len(unpacking.decompress(packed, PIECE))
            packed = unpacking.unconsumed_tail
    except (pikepdf.PdfError, zlib.error):
        return  # a picture in a form of its own, or nothing that unfolds


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
    """Whole, by reading all of it, a JPEG small; MemoryError for a huge one.

    A PNG's checksums say that nothing was lost on the way, not that a picture is in it.
    """
    content = BytesIO(file.read())
    with Image.open(content, formats=PICTURES[content_type]) as picture:
        if picture.width * picture.height * len(picture.getbands()) > MOST_UNFOLDED:
            raise MemoryError
        if picture.format == "PNG":
            picture.verify()
    with Image.open(content, formats=PICTURES[content_type]) as picture:
        picture.draft(None, (1, 1))  # of a JPEG alone; to others it says nothing
        picture.load()
    return Inspection(is_genuine=True)


def inspect_archive(file: BinaryIO, content_type: str) -> Inspection:
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if len(names) > MAX_ENTRIES:
            raise MemoryError
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNFOLDED:
            raise MemoryError
        found = _kind_of(archive, names)
        if found != OFFICE_KIND[content_type.rpartition(".")[2]]:
            return Inspection(is_genuine=False, found=found)
        is_active = any(map(ACTING_ENTRY.search, names))
        for entry in archive.infolist():
            if is_active:
                break
            with archive.open(entry) as opened:  # of a picture or film only the head is read,
                head = opened.read(HEAD)  # and no part beyond the size that it declares
            is_active = office_inspection.is_xml(head) and office_inspection.reaches_out(
                archive.read(entry)
            )
    return Inspection(is_genuine=True, is_active=is_active)


def _kind_of(archive: zipfile.ZipFile, names: list[str]) -> str:
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        return "locked zip"
    if "mimetype" in names:
        with archive.open("mimetype") as declared:
            kind = recognising.by_mimetype(declared.read(200))
        manifest = "META-INF/manifest.xml"
        if kind in OPENDOCUMENT and manifest in names and ENCRYPTED in archive.read(manifest):
            return "locked opendocument"
        if kind:
            return kind
    if "[Content_Types].xml" in names:
        for part, kind in OFFICE_PARTS.items():
            if any(name.startswith(part) for name in names):
                return kind
    if any(name.endswith(".iwa") for name in names):
        return "iwork"
    return "xps" if "FixedDocSeq.fdseq" in names else "zip"


def main(content_type: str) -> None:
    limits.limit(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is unfolded
    try:
        print(json.dumps(asdict(inspect(sys.stdin.buffer, content_type))))
    except MemoryError:
        sys.exit(TOO_HEAVY)


if __name__ == "__main__":
    main(sys.argv[1])
