from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LineField, LinesField
from voting import rules
from voting.enums import Choice
from voting.models import RuleSet
from voting.rules import shipped
from voting.tally import Counts, CountsError

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
    reason = LinesField(
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
    reason = LinesField(
        label=_("Why is your centre recused?"),
        help_text=_("The members read it on this motion's page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class QuestionForm(forms.Form):
    question = LinesField(
        label=_("Your question to the applicant"),
        help_text=_(
            "The secretariat passes it on, and may put it in other words. The applicant does not "
            "learn who asks. Question and answer are shown to everybody on the roll."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReceiptForm(forms.Form):
    code = LineField(
        label=_("Receipt"),
        help_text=_("Sixteen letters and digits, as they stand in the mail: ABCD-EFGH-2345-6767."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ContestForm(forms.Form):
    reason = LinesField(
        label=_("What is not recorded rightly?"),
        help_text=_("Everybody on the roll, the co-chairs and the secretariat read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CertificationForm(forms.Form):
    """An applicant who is not admitted gets the members' reasons; nobody else is owed any."""

    reasons = LinesField(
        label=_("Why was the application not admitted?"),
        help_text=_("The applicant gets these words, followed by the numbers of the vote."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, asks, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["reasons"]


class DocumentField(forms.ChoiceField):
    """A rule set's document: of a version that is stored, or of a file that is shipped."""

    def __init__(self, rule_sets, *, label, stored, files):
        here = {f"version-{row.pk}": (row.document, f"{row}: ") for row in rule_sets}
        there = {f"file-{name}": (document, "") for name, document in shipped.documents().items()}
        self.documents = {key: document for key, (document, _name) in {**here, **there}.items()}
        groups = [
            (label, [(key, f"{name}{document['title']}") for key, (document, name) in rows.items()])
            for label, rows in ((stored, here), (files, there))
            if rows
        ]
        super().__init__(label=label, choices=groups, initial=next(iter(self.documents)))

    def clean(self, value):
        return self.documents[super().clean(value)]


def number(label, initial, least=0):
    most = 200  # a chart with more columns says nothing to anybody
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=initial,
        widget=forms.NumberInput(attrs={"data-slider": ""}),
    )


class CountsForm(forms.Form):
    """The numbers of a vote that never was; `cleaned_data["counts"]`, if one vote can have them."""

    entitled = number(_("Entitled"), 11, least=1)
    recused = number(_("Recused"), 0)
    yes = number(_("Yes"), 6)
    no = number(_("No"), 2)
    abstain = number(_("Abstain"), 1)

    def fill(self, query):
        """Bind to what the address says, and to the proposal for what it leaves out."""
        proposal = {name: field.initial for name, field in self.fields.items()}
        self.data = {**proposal, **{name: query[name] for name in proposal if name in query}}
        self.is_bound = True
        return self

    def clean(self):
        super().clean()
        names = ("yes", "no", "abstain", "entitled", "recused")
        if not all(name in self.cleaned_data for name in names):
            return
        numbers = {name: self.cleaned_data[name] for name in names}
        try:
            self.cleaned_data["counts"] = Counts(**numbers)
        except CountsError:
            together = sum(numbers.values()) - numbers["entitled"]
            refusal = _(
                "Yes, no, abstain and recused make %(together)d together, more than the "
                "%(entitled)d entitled."
            ) % {"together": together, "entitled": numbers["entitled"]}
            self.add_error("entitled", refusal)


class WhatIfForm(CountsForm):
    """The same under a rule set: one that is or was in force, or one that is shipped."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule_set"] = DocumentField(
            RuleSet.objects.adopted(),
            label=_("Rule set"),
            stored=_("In force, and earlier"),
            files=_("Practice of comparable bodies"),
        )
        self.order_fields(["rule_set"])

    @property
    def rules(self):
        return rules.parse(self.cleaned_data["rule_set"])


class ReasonsForm(forms.Form):
    """Why a vote is extended or called off."""

    reasons = LinesField(
        label=_("Reasons"),
        help_text=_("Everybody on the roll reads them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
