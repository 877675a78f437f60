"""A PDF that is to be the text of record: a PDF by its content, and nothing in it that acts."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from uploads import checking

MOST_PAGES = 300


def check_pdf(upload: UploadedFile) -> checking.CheckedUpload:
    """Return a `CheckedUpload`; ValidationError says in plain words what is wrong."""
    checked = checking.check(upload, max_bytes=settings.EVIDENCE_MAX_BYTES)
    if checked.content_type != checking.PDF:
        raise ValidationError(_("This is not a PDF file."))
    if checked.has_active_content:
        raise ValidationError(
            _(
                "This PDF contains scripts or attached files, or reaches for other files. Save it "
                "without them and try again."
            )
        )
    if checked.is_locked:
        raise ValidationError(
            _("This PDF is locked by a password. Save it without one and try again.")
        )
    if checked.pages > MOST_PAGES:
        raise ValidationError(
            _("This PDF has %(pages)d pages; the limit is %(most)d.")
            % {"pages": checked.pages, "most": MOST_PAGES}
        )
    return checked
