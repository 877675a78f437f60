"""A profile's fields as people read them, and two texts of them side by side."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.comparing import side_by_side
from members.register.models.register import LANGUAGE_NAMES

LABELS = {
    "about": _("What it does"),
    "languages": _("Languages"),
    "website": _("Website"),
    "mailbox": _("Role mailbox"),
    "links": _("Links"),
    "message": _("Message to the secretariat"),
}


@dataclass(frozen=True)
class Difference:
    """A field that reads otherwise; `has_moved` if it was published anew since it was written."""

    label: str
    was: list
    now: list
    has_moved: bool = False


def as_text(name, value):
    if name == "languages":
        return ", ".join(LANGUAGE_NAMES.get(code, code) for code in value)
    if name == "links":
        return "\n".join(f"{label}: {address}" for label, address in value)
    return value


def differences(names, before, after, moved=()):
    return [
        Difference(
            LABELS[name],
            *side_by_side(as_text(name, before[name]), as_text(name, after[name])),
            has_moved=name in moved,
        )
        for name in names
    ]
