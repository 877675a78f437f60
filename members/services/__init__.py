"""Every write with a consequence, by topic: `from members.services import review`."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""


class NoRoom(Refused):
    """An application holds as much evidence as it may."""


class Conflict(Refused):
    """A step was stored by somebody else since this page was opened; nothing was overwritten."""

    def __init__(self, stored, saved):
        super().__init__(_("Somebody saved this step after you opened it. Nothing is lost."))
        self.stored = stored  # what stands there now, field by field
        self.saved = saved  # the SavedSection that says when and by whom; None if nobody said
