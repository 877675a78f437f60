"""A PDF that is to be the text of record: a PDF by its content, and nothing in it that acts."""

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members import uploads

ACTING_KEYS = {"/JS", "/AA", "/EmbeddedFiles", "/EmbeddedFile", "/RichMediaContent", "/XFA"}
ACTING_TYPES = {"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/Movie", "/Sound"}


def check_pdf(upload):
    """Return members' `CheckedUpload`; ValidationError says in plain words what is wrong."""
    checked = uploads.check(upload, max_bytes=settings.EVIDENCE_MAX_BYTES)
    if checked.content_type != uploads.PDF:
        raise ValidationError(_("This is not a PDF file."))
    if acts(upload):
        raise ValidationError(
            _("This PDF contains scripts or attached files. Save it without them and try again.")
        )
    return checked


def acts(upload):
    """Does a PDF carry anything that runs, or files inside?"""
    try:
        with pikepdf.open(upload) as document:
            return any(_object_acts(item) for item in document.objects)
    finally:
        upload.seek(0)


def _object_acts(item):
    """Also in dictionaries written inside others, which are no objects of their own."""
    if isinstance(item, pikepdf.Array):
        return any(_object_acts(part) for part in item if not _is_reference(part))
    if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return False
    if ACTING_KEYS & set(item.keys()):
        return True
    if {str(item.get("/S", "")), str(item.get("/Type", "")), str(item.get("/Subtype", ""))} & (
        ACTING_TYPES
    ):
        return True
    return any(_object_acts(part) for part in item.values() if not _is_reference(part))


def _is_reference(part):
    return isinstance(part, pikepdf.Object) and part.is_indirect
