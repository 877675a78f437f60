"""Is an uploaded file what it says, small enough and safe to keep? Its content decides."""

import hashlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
import pikepdf
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

PDF = "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument."
ACCEPTED = {
    ".pdf": PDF,
    ".docx": OFFICE + "wordprocessingml.document",
    ".xlsx": OFFICE + "spreadsheetml.sheet",
    ".pptx": OFFICE + "presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}
ACCEPTED_WORDS = _("PDF, Word, Excel, PowerPoint, OpenDocument, JPEG or PNG")
OFFICE_PART = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}


@dataclass(frozen=True)
class CheckedUpload:
    file: UploadedFile
    name: str
    content_type: str
    size: int
    sha256: str
    has_active_content: bool


def check(upload, *, max_bytes):
    """Return a `CheckedUpload`; ValidationError says in plain words what is wrong."""
    if upload.size > max_bytes:
        raise ValidationError(
            _("This file is %(size)s; the limit is %(limit)s.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(max_bytes)}
        )
    if upload.size == 0:
        raise ValidationError(_("This file is empty."))
    name = safe_name(upload.name)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ACCEPTED:
        raise ValidationError(
            _("Files of this kind cannot be taken. Accepted: %(kinds)s.")
            % {"kinds": ACCEPTED_WORDS}
        )
    if not _content_is(upload, ending):
        raise ValidationError(
            _("The content of this file is not what its name (%(ending)s) says.")
            % {"ending": ending}
        )
    return CheckedUpload(
        file=upload,
        name=name,
        content_type=ACCEPTED[ending],
        size=upload.size,
        sha256=_sha256(upload),
        has_active_content=ending == ".pdf" and has_active_content(upload),
    )


def safe_name(name):
    """The last part of a name, without control characters and nothing a shell or header minds."""
    last = re.split(r"[/\\]", name)[-1]
    kept = re.sub(r"[^\w.() -]", "_", last).strip(" .") or "file"
    stem, dot, ending = kept.rpartition(".")
    return f"{(stem or ending)[:120]}{dot and stem and '.'}{ending[:10] if stem else ''}"


def _content_is(upload, ending):
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    guess = filetype.guess(head)
    mime = guess.mime if guess else ""
    if ending in OFFICE_PART or ending in (".odt", ".ods"):
        return head.startswith(b"PK") and _office_is(upload, ending)
    if ending == ".pdf":
        return mime == PDF and _opens_as_pdf(upload)
    return mime == ACCEPTED[ending]


def _office_is(upload, ending):
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
            if ending in OFFICE_PART:
                part = OFFICE_PART[ending]
                return "[Content_Types].xml" in names and any(n.startswith(part) for n in names)
            with archive.open("mimetype") as declared:
                return declared.read(200).decode("ascii", "replace").strip() == ACCEPTED[ending]
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError):
        return False
    finally:
        upload.seek(0)


def _opens_as_pdf(upload):
    try:
        with pikepdf.open(upload) as document:
            return len(document.pages) > 0
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return False
    finally:
        upload.seek(0)


def has_active_content(upload):
    """Does a PDF carry scripts, actions on opening or files inside? It is kept, but flagged."""
    try:
        with pikepdf.open(upload) as document:
            root = document.Root
            names = root.get("/Names", {})
            return (
                "/OpenAction" in root
                or "/AA" in root
                or "/JavaScript" in names
                or "/EmbeddedFiles" in names
            )
    finally:
        upload.seek(0)


def _sha256(upload):
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
