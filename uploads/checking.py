"""Is an uploaded file what it says, small enough and safe to keep? Its content decides."""

import hashlib
import json
import logging
import re
import subprocess
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from uploads import inspection, subprocess_runner, virus_scan
from uploads.inspection import PDF, Inspection

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
    ".png": "image/png",
}
ACCEPTED_WORDS = _("PDF, Word, Excel, PowerPoint, OpenDocument, JPEG or PNG")
BEGINNINGS = {
    PDF: b"%PDF",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG",
}  # else an archive
TOO_COMPLEX = _("This file is too complex to be checked. Save it in a simpler form and try again.")


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
    if upload.size == 0:
        raise ValidationError(_("This file is empty."))
    name = safe_name(upload.name or "")
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ACCEPTED:
        raise ValidationError(
            _("Files of this kind cannot be taken. Accepted: %(kinds)s.")
            % {"kinds": ACCEPTED_WORDS}
        )
    virus_scan.check(upload)
    content = _look_inside(upload, ACCEPTED[ending])
    if content.is_locked and content.pages is None:
        raise ValidationError(
            _("This PDF opens only with a password. Save it without one and try again.")
        )
    if not content.is_genuine:
        raise ValidationError(
            _("The content of this file is not what its name (%(ending)s) says.")
            % {"ending": ending}
        )
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
    size = upload.size or 0
    if size > max_bytes:
        raise ValidationError(
            _("This file is %(size)s; the limit is %(limit)s.")
            % {"size": filesizeformat(size), "limit": filesizeformat(max_bytes)}
        )


def safe_name(name: str) -> str:
    """The last part of a name, without control characters and nothing a shell or header minds."""
    last = re.split(r"[/\\]", name)[-1]
    kept = re.sub(r"[^\w.() -]", "_", last).strip(" .") or "file"
    stem, dot, ending = kept.rpartition(".")
    return f"{(stem or ending)[:120]}{dot and stem and '.'}{ending[:10] if stem else ''}"


def _look_inside(upload: UploadedFile, content_type: str) -> Inspection:
    """Parsers meet hostile files in a process of their own, `inspection.py`."""
    upload.seek(0)
    if not upload.read(4).startswith(BEGINNINGS.get(content_type, b"PK")):
        return Inspection(is_genuine=False)
    upload.seek(0)
    try:
        done = subprocess_runner.run(inspection, content_type, file=upload)
    except subprocess.TimeoutExpired:
        raise ValidationError(TOO_COMPLEX) from None
    except OSError as fault:
        raise unchecked(fault) from None
    if done.returncode < 0 or done.returncode == inspection.TOO_HEAVY:
        raise ValidationError(TOO_COMPLEX)
    if done.returncode:
        raise unchecked(subprocess_runner.last_line(done.stderr))
    content = Inspection(**json.loads(done.stdout))
    if content.why:
        log.info("a file of type %s could not be read: %s", content_type, content.why)
    return content


def unchecked(fault: OSError | str) -> ValidationError:
    """What to tell the author when a program of ours fails, which says nothing of the file."""
    log.error("the program that looks into uploads failed: %s", fault)
    return ValidationError(_("This file could not be checked. Try again later."))
