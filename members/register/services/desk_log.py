"""The history that the admin keeps, for what is done by services and has none of its own."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import Model

from members.register.models import User


def note(obj: Model, words: str, *, by: User, is_new: bool = False) -> None:
    """One line of the object's history in the admin: who did it, and what it was."""
    flag = ADDITION if is_new else CHANGE
    LogEntry.objects.log_actions(by.pk, [obj], flag, words)  # type: ignore[arg-type]
