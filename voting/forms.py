from django import forms
from django.utils.translation import gettext_lazy as _

from voting.enums import Choice

WEIGHS_AGAINST = _("Its ballot weighs against the motion.")
ABSTAIN_MEANS = {
    "yes+no": _("Its ballot counts neither for nor against."),
    "yes+no+abstain": WEIGHS_AGAINST,
    "entitled": WEIGHS_AGAINST,
}


class BallotForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("Your centre's ballot"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes, no or abstain.")},
    )
    reason = forms.CharField(
        label=_("Reason (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    seen = forms.IntegerField(
        required=False, min_value=0, max_value=2**31, initial=0, widget=forms.HiddenInput
    )

    def clean_seen(self):
        """The number of the ballot that the page showed; 0 for none, and where it is missing."""
        return self.cleaned_data["seen"] or 0

    def choices_explained(self, rules):
        """Each radio with what it means under these rules."""
        quorum = (
            _("Your centre counts for the quorum.")
            if rules.abstentions_count_for_quorum
            else _("Your centre does not count for the quorum.")
        )
        meaning = {
            Choice.YES: _("In favour of the motion."),
            Choice.NO: _("Against the motion."),
            Choice.ABSTAIN: f"{quorum} {ABSTAIN_MEANS[rules.majority.base]}",
        }
        return [(radio, meaning[radio.data["value"]]) for radio in self["choice"]]


class CastForm(BallotForm):
    """The reviewed ballot; the token makes the same form sent twice the same ballot."""

    form_token = forms.UUIDField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()  # browsers keep line breaks in it


class RecusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is your centre recused?"),
        help_text=_("The members read it on this motion's page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("Your question to the applicant"),
        help_text=_(
            "The secretariat passes it on, and may put it in other words. The applicant does not "
            "learn who asks. Question and answer are shown to everybody on the roll."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label=_("Receipt"),
        help_text=_("Sixteen letters and digits, as they stand in the mail: ABCD-EFGH-2345-6767."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ContestForm(forms.Form):
    reason = forms.CharField(
        label=_("What is not recorded rightly?"),
        help_text=_("Everybody on the roll, the co-chairs and the secretariat read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CertificationForm(forms.Form):
    """An applicant who is not admitted gets the members' reasons; nobody else is owed any."""

    reasons = forms.CharField(
        label=_("Why was the application not admitted?"),
        help_text=_("The applicant gets these words, followed by the numbers of the vote."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, asks, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["reasons"]
