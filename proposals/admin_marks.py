"""What one person writes by a raw form of the admin, marked for every member to read."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from common.accounts import User
from proposals.services import note_act_alone

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    Base = ModelAdmin[Model]
else:
    Base = object


class MarkedAloneMixin(Base):
    """Each add and change leaves an `ActAlone`, whoever did it; steps leave their own trace.

    The words name fields and no values, so that nothing personal stays in them.
    """

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        self._mark(request, obj, _("Entered by a form: %(kind)s."))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        if names := fields_in(message):
            words = _("Changed by a form: %(kind)s, %(names)s.")
            self._mark(request, obj, words, names=get_text_list(names, _("and")))
        return super().log_change(request, obj, message)

    def _mark(self, request: HttpRequest, obj: Model, words: str, **facts: str) -> None:
        kind = self.opts.verbose_name
        by = cast(User, request.user)
        note_act_alone(obj, words % {"kind": kind, **facts}, by=by, now=timezone.now())


def fields_in(message: Any) -> list[str]:
    """The labels in the admin's message of a change: fields, and what was added or taken away."""
    names: list[str] = []
    for part in message if isinstance(message, list) else []:
        for about in part.values():
            names += about.get("fields") or ([about["name"]] if "name" in about else [])
    return [str(name) for name in dict.fromkeys(names)]
