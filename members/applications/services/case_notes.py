"""Notes among the secretariat. No page, mail or download of anybody else ever holds one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application, CaseNote
from members.applications.services.review_lock import locked_for
from members.register.models import User


@transaction.atomic
def add(application: Application, text: str, *, by: User, now: datetime) -> CaseNote:
    row = locked_for(application, by=by)
    if not text.strip():
        raise Refused(_("Write a note."))
    return row.case_notes.create(text=text.strip(), by=by, at=now)
