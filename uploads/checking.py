"""Is an uploaded file what it says, small enough and safe to keep? Its content decides."""

import hashlib
import json
import logging
import subprocess
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from uploads import inspection, kinds, recognising, subprocess_runner, virus_scan
from uploads.inspection import PDF, Inspection
from uploads.names import safe_name
from uploads.room import NO_ROOM, LostUpload, is_for_want_of_room

log = logging.getLogger(__name__)

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
    ".jfif": "image/jpeg",
    ".jpe": "image/jpeg",
    ".png": "image/png",
}
ACCEPTED_WORDS = _("PDF, Word, Excel, PowerPoint, OpenDocument, JPEG or PNG")
BEGIN_AS = {PDF: "pdf", "image/jpeg": "jpeg", "image/png": "png"}  # else as an archive
TOO_COMPLEX = _("This file is too complex to be checked. Save it in a simpler form and try again.")
BUSY = _("Many files are being looked at right now. Try again in a minute.")
PASSWORD = _("This PDF opens only with a password. Save it without one and try again.")
DAMAGED_PDF = _(
    "This PDF is damaged. Open it, print it to a new PDF and choose that one; if it does not open, "
    "ask for it again where it came from."
)
DAMAGED = _(
    "This file is damaged. Open it in the program it was made with, save it again and choose that "
    "one; if it does not open, ask for it again where it came from."
)


@dataclass(frozen=True)
class CheckedUpload:
    file: "File[bytes]"
    name: str
    content_type: str
    size: int
    sha256: str
    has_active_content: bool
    pages: int = 0  # of a PDF
    is_locked: bool = False  # a PDF with a password, be it only against changes


def check(upload: UploadedFile, *, max_bytes: int) -> CheckedUpload:
    """Return a `CheckedUpload`; ValidationError says in plain words what is wrong."""
    check_size(upload, max_bytes)
    name = safe_name(upload.name or "")
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ACCEPTED:
        raise kinds.refusal(recognising.recognise(upload), name, ending, ACCEPTED_WORDS)
    virus_scan.check(upload)
    content = _look_inside(upload, name, ending)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return CheckedUpload(
        file=upload,
        name=name,
        content_type=ACCEPTED[ending],
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        has_active_content=content.is_active,
        pages=content.pages or 0,
        is_locked=content.is_locked,
    )


def check_size(upload: UploadedFile, max_bytes: int) -> None:
    """Also whether all of it arrived."""
    if isinstance(upload, LostUpload):
        raise ValidationError(NO_ROOM)
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("This file is empty."))
    if size > max_bytes:
        raise ValidationError(
            _("This file is %(size)s; the limit is %(limit)s.")
            % {"size": filesizeformat(size), "limit": filesizeformat(max_bytes)}
        )


def _look_inside(upload: UploadedFile, name: str, ending: str) -> Inspection:
    """What is in a file of the kind that its ending says; else why it is not taken."""
    content_type = ACCEPTED[ending]
    found = recognising.recognise(upload)
    if found != BEGIN_AS.get(content_type) and not _may_be_archive(found, content_type):
        is_known = found or name.startswith(kinds.OWNER)
        raise kinds.refusal(found, name, ending) if is_known else ValidationError(DAMAGED)
    content = _inspect(upload, content_type)
    if content.is_locked and content.pages is None:
        raise ValidationError(PASSWORD)
    if content.is_genuine:
        return content
    if content.found:
        raise kinds.refusal(content.found, name, ending)
    raise ValidationError(DAMAGED_PDF if content_type == PDF else DAMAGED)


def _may_be_archive(found: str, content_type: str) -> bool:
    """Of Office or OpenDocument: which one, and whether it is whole, its parts tell."""
    return content_type not in BEGIN_AS and found in ("zip", "odt", "ods", "docx", "xlsx", "pptx")


def _inspect(upload: UploadedFile, content_type: str) -> Inspection:
    """Parsers meet hostile files in a process of their own, `inspection.py`."""
    done = run(inspection, content_type, file=upload, too_much=TOO_COMPLEX)
    if done.returncode == inspection.TOO_HEAVY:
        raise ValidationError(TOO_COMPLEX)
    if done.returncode:
        raise unchecked(subprocess_runner.last_line(done.stderr))
    content = Inspection(**json.loads(done.stdout))
    if content.why:
        log.info("a file of type %s could not be read: %s", content_type, content.why)
    return content


def run(
    module: ModuleType, *arguments: str, file: UploadedFile, too_much: Any
) -> subprocess.CompletedProcess[bytes]:
    """A program of ours about an upload; ValidationError where it came to no end of its own."""
    try:
        done = subprocess_runner.run(module, *arguments, file=file)
    except subprocess.TimeoutExpired:
        raise ValidationError(too_much) from None
    except subprocess_runner.BusyError:
        raise ValidationError(BUSY) from None
    except OSError as fault:
        if is_for_want_of_room(fault):
            raise ValidationError(NO_ROOM) from None
        raise unchecked(fault) from None
    if done.returncode < 0:
        raise ValidationError(too_much)
    return done


def unchecked(fault: OSError | str) -> ValidationError:
    """What to tell the author when a program of ours fails, which says nothing of the file."""
    log.error("the program that looks into uploads failed: %s", fault)
    return ValidationError(_("This file could not be checked. Try again later."))
