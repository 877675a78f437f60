"""Two people who edit the same text: the second is told, and nothing is overwritten."""

import json
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from common.refusals import Refused


class Conflict(Refused):
    """Something was stored by somebody else since this page was opened; nothing was overwritten."""

    def __init__(self, stored, saved):
        super().__init__(_("Somebody saved this step after you opened it. Nothing is lost."))
        self.stored = stored  # what stands there now, field by field
        self.saved = saved  # says when and by whom; None if nobody said


@dataclass(frozen=True)
class Difference:
    """A field that reads otherwise in the page than where it is stored."""

    label: str
    yours: str
    stored: str


def fingerprint(content: object) -> str:
    """A short name of a form's content. Equal content has an equal name, whoever wrote it."""
    written = json.dumps(content, default=str, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]
