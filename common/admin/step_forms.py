"""What every step may ask for: nothing, or in what words its letter goes out."""

import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LineField, LinesField


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page itself asks."""


class LetterForm(forms.Form):
    """The letter of a step: as it is offered, in other words, or none and why.

    `offered` tells whether the words were touched. Those that were not are never kept as a
    person's own, so that a later change of the object still reaches them.
    """

    SEND, NONE = "send", "none"
    send = forms.ChoiceField(
        label=_("The email"),
        choices=[(SEND, _("Send this email")), (NONE, _("Send no email"))],
        initial=SEND,
        widget=forms.RadioSelect,
    )
    words = LinesField(
        label=_("Subject and text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("The first line is the subject. A link to the page follows below."),
    )
    no_mail_reason = LinesField(
        label=_("Why no email goes out"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed if you send no email. Only the secretariat reads this."),
    )
    offered = LineField(required=False, widget=forms.HiddenInput)

    @classmethod
    def returned(cls, data: dict[str, str] | None) -> "LetterForm | None":
        """As it came back with a page; None if the page had none."""
        return cls(data, prefix="mail") if data and "mail-send" in data else None

    @classmethod
    def offering(cls, words: str, before: "LetterForm | None") -> "LetterForm":
        """The words as they would go out now; what else was chosen `before` stays."""
        initial = {"words": words, "offered": digest(words)}
        for name in ("send", "no_mail_reason"):
            if before and before[name].value():
                initial[name] = before[name].value()
        return cls(initial=initial, prefix="mail")

    @property
    def is_untouched(self) -> bool:
        return digest(self["words"].value() or "") == self["offered"].value()

    @property
    def is_as_offered(self) -> bool:
        return self.is_untouched and self["send"].value() == self.SEND

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or self.cleaned_data
        subject, _newline, body = cleaned.get("words", "").strip().partition("\n")
        if cleaned.get("send") == self.NONE and not cleaned.get("no_mail_reason"):
            self.add_error("no_mail_reason", _("Say why no email goes out."))
        if cleaned.get("send") == self.SEND and not (subject.strip() and body.strip()):
            self.add_error("words", _("Write a subject in the first line and a text below it."))
        return cleaned

    @property
    def wording(self) -> dict[str, str]:
        """`written` or `no_mail_reason`, neither for the usual words; asked of a valid form."""
        if self.cleaned_data["send"] == self.NONE:
            return {"no_mail_reason": self.cleaned_data["no_mail_reason"]}
        if self.is_untouched:
            return {}
        return {"written": self.cleaned_data["words"].replace("\r\n", "\n")}


def digest(words: str) -> str:
    """A fingerprint of words, whatever a browser did to their line breaks."""
    return hashlib.sha256("\n".join(words.split()).encode()).hexdigest()
