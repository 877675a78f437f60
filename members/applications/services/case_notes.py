"""Notes among the secretariat. No page, mail or download of anybody else ever holds one."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.services.review_lock import locked_for


@transaction.atomic
def add(application, text, *, by, now):
    row = locked_for(application, by=by)
    if not text.strip():
        raise Refused(_("Write a note."))
    return row.case_notes.create(text=text.strip(), by=by, at=now)
