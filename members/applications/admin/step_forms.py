"""What the secretariat fills in on the page of a step."""

import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from members.applications.services.notifications import AS_USUAL, Wording

INTERNAL = _("Only the secretariat reads this.")


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page itself asks."""


class ReasonsForm(forms.Form):
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The applicant reads these words, with the findings."),
    )


class ExceptionForm(forms.Form):
    exception = forms.CharField(
        label=_("Why eligible although not every criterion is met"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=INTERNAL,
    )


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), help_text=INTERNAL
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=INTERNAL,
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the secretariat reads notes; they can be neither changed nor deleted."),
    )


class MailForm(forms.Form):
    """The mail of a step: as it is offered, in other words, or none and why.

    `offered` tells whether the words were touched. Those that were not are never kept as a
    person's own, so that a later change of the case still reaches them.
    """

    SEND, NONE = "send", "none"
    send = forms.ChoiceField(
        label=_("Mail to the applicant"),
        choices=[(SEND, _("Send this mail")), (NONE, _("Send no mail"))],
        initial=SEND,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Subject and text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("The first line is the subject. The link to the application follows below."),
    )
    no_mail_reason = forms.CharField(
        label=_("Why no mail goes out"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed if you send no mail. Only the secretariat reads this."),
    )
    offered = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, letter):
        words = letter.words if letter else ""
        super().__init__(data, initial={"words": words, "offered": digest(words)}, prefix="mail")

    @property
    def is_untouched(self):
        return digest(self["words"].value() or "") == self["offered"].value()

    def clean(self):
        cleaned = super().clean()
        subject, _newline, body = cleaned.get("words", "").strip().partition("\n")
        if cleaned.get("send") == self.NONE and not cleaned.get("no_mail_reason"):
            self.add_error("no_mail_reason", _("Say why no mail goes out."))
        if cleaned.get("send") == self.SEND and not (subject.strip() and body.strip()):
            self.add_error("words", _("Write a subject in the first line and a text below it."))
        return cleaned

    @property
    def wording(self):
        """What the service has to know; asked of a valid form."""
        if self.cleaned_data["send"] == self.NONE:
            return Wording(no_mail_reason=self.cleaned_data["no_mail_reason"])
        if self.is_untouched:
            return AS_USUAL
        return Wording(written=self.cleaned_data["words"].replace("\r\n", "\n"))


def digest(words):
    """A fingerprint of words, whatever a browser did to their line breaks."""
    return hashlib.sha256("\n".join(words.split()).encode()).hexdigest()
