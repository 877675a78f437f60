"""The field of a form that takes a file: what may be chosen is said, and looked at in the page too.

`static/js/files.js` reads what stands in the attributes; the server looks at everything again.
"""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from uploads import checking, kinds

SAYS = {  # the script fills in what stands in braces
    "large": _("“{name}” is {size}; the limit is {limit}. Make it smaller and choose it again."),
    "empty": _("“{name}” is empty. Choose another file."),
    "together": _(
        "These files have {size} together; {limit} can be sent at once. Choose fewer, and send the "
        "others afterwards."
    ),
    "content": _("The content of “{name}” is not what its name says. Choose another file."),
    "office": _(
        "“{name}” is protected by a password or a sensitivity label, or it is in an old format of "
        "Office. Open it, save a copy without protection in a format of today and choose that one."
    ),
}


class UploadField(forms.FileField):
    """One file of these endings, up to so many bytes."""

    widget = forms.FileInput

    def __init__(
        self,
        *,
        endings: Iterable[str] = checking.ACCEPTED,
        words: Any = checking.ACCEPTED_WORDS,
        most_bytes: int = settings.EVIDENCE_MAX_BYTES,
        **kwargs: Any,
    ) -> None:
        self.endings, self.words, self.most_bytes = tuple(endings), words, most_bytes
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        other = format_lazy("“{{name}}”: {}", kinds.accepted_only(self.words))
        return {
            **super().widget_attrs(widget),
            "accept": ",".join(self.endings),
            "data-most-bytes": str(self.most_bytes),
            "data-most-together": str(settings.EVIDENCE_MAX_BYTES),
            "data-ways-out": WaysOut(self.endings),
            "data-says-kind": other,
            **{f"data-says-{what}": text for what, text in SAYS.items()},
        }


class PdfField(UploadField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(endings=(".pdf",), words=_("PDF"), **kwargs)


class WaysOut:
    """What is said of each ending that is not taken, in the language of the page."""

    def __init__(self, taken: tuple[str, ...]) -> None:
        self.taken = taken

    def __str__(self) -> str:
        return json.dumps(dict(self._said()), ensure_ascii=False)

    def _said(self) -> Iterable[tuple[str, str]]:
        for kind, (_what, way_out, endings) in kinds.KINDS.items():
            others = " ".join(ending for ending in endings if ending not in self.taken)
            if others and way_out is not kinds.NAME_IT and not kind.startswith("locked"):
                yield others, kinds.refusal(kind, "", "").messages[0]
