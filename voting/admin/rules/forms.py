"""A rule set as a form: one labelled field for each entry of the document that can differ."""

import re
from copy import deepcopy

from django import forms
from django.utils.translation import gettext_lazy as _

from voting import rules, shipped
from voting.models import RuleSet

FIXED = {"format": rules.FORMAT, "tie": "fails", "ballots": "named", "certification.by": "co-chair"}
FIXED |= {"quorum.base": "entitled"}
COMPARISONS = [("at least", _("at least")), ("more than", _("more than"))]
BASES = [
    ("yes+no", _("the yes and no votes")),
    ("yes+no+abstain", _("all ballots, abstentions included")),
    ("entitled", _("those entitled")),
]
UNITS = [
    ("country", _("Country: the centres of a country share one vote")),
    ("centre", _("Centre: each has one vote, also where a country has several")),
]
PROXIES = [("none", _("Not allowed")), ("written", _("In writing"))]
AFTER_CLOSE = [
    ("members", _("The members; everybody sees the numbers")),
    ("public", _("The members, and everybody once it is certified")),
]


def whole(label, least=0, help_text=""):
    return forms.IntegerField(
        label=label, min_value=least, max_value=rules.LARGEST, help_text=help_text
    )


def choice(label, choices):
    return forms.ChoiceField(label=label, choices=choices)


def flag(label, help_text=""):
    return forms.BooleanField(label=label, required=False, help_text=help_text)


FIELDS = {  # by the entry's path in the document
    "title": forms.CharField(label=_("Title"), max_length=200),
    "is_assumption": flag(
        _("These numbers are an assumption"),
        _("Pages say so until the members have adopted rules of their own."),
    ),
    "unit": choice(_("Who has a vote"), UNITS),
    "majority.comparison": choice(_("Carried by"), COMPARISONS),
    "majority.numerator": whole(_("Share of yes, upper number"), 1, _("The 2 of 2/3.")),
    "majority.denominator": whole(_("Share of yes, lower number"), 1, _("The 3 of 2/3.")),
    "majority.base": choice(_("Out of"), BASES),
    "quorum.comparison": choice(_("Quorum"), COMPARISONS),
    "quorum.numerator": whole(_("Quorum, upper number"), 1),
    "quorum.denominator": whole(
        _("Quorum, lower number"), 1, _("The quorum is a share of those entitled.")
    ),
    "abstention.counts_for_quorum": flag(_("Who abstains counts for the quorum")),
    "recusal.leaves_quorum_base": flag(_("Recused centres leave the base of the quorum")),
    "recusal.leaves_majority_base": flag(
        _("Recused centres leave the base of the majority"),
        _("Matters only where the majority is one of those entitled."),
    ),
    "proxy.kind": choice(_("Voting for another centre"), PROXIES),
    "proxy.most_per_holder": whole(
        _("Votes of others that one centre may hold"), 0, _("0 where it is not allowed.")
    ),
    "voting_days": whole(_("Days that a vote is open"), 1),
    "minimum_voting_days": whole(_("Days that it is open at least")),
    "extension.times": whole(
        _("Times that it is extended when the quorum is missing"), 0, _("0 for never.")
    ),
    "extension.days": whole(_("Days of each extension"), 0, _("0 where there is none.")),
    "early_close": flag(_("Close before the deadline once everybody entitled has voted")),
    "reminder_hours_before_close": forms.CharField(
        label=_("Hours before the close at which those who have not voted are reminded"),
        required=False,
        help_text=_("Numbers with commas between them: 168, 72, 24. Empty for no reminder."),
    ),
    "ballots_after_close": choice(_("Who sees each vote after the close"), AFTER_CLOSE),
    "certification.within_days": whole(_("Days in which a co-chair certifies"), 1),
    "reapplication_after_days": whole(_("Days until a refused applicant may apply again")),
    "newly_established_years": whole(_("Years for which a centre counts as new"), 1),
}


def field_of(path):
    return path.replace(".", "-")


class RulesForm(forms.Form):
    """`cleaned_data["document"]` is the document that the fields make, read once by the parser."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, draft, **kwargs):
        known = rules.flat(rules.upgraded(draft.document))
        known["reminder_hours_before_close"] = ", ".join(
            map(str, known["reminder_hours_before_close"])
        )
        initial = {field_of(path): known[path] for path in FIELDS}
        super().__init__(*args, initial={**initial, "seen": draft.sha256}, **kwargs)
        for path, field in FIELDS.items():
            self.fields[field_of(path)] = deepcopy(field)

    def clean(self):
        super().clean()
        if self.errors:
            return self.cleaned_data
        said = {path: self.cleaned_data[field_of(path)] for path in FIELDS}
        try:
            said["reminder_hours_before_close"] = _hours(said["reminder_hours_before_close"])
            document = rules.nested({**FIXED, **said})
            rules.parse(document)
        except rules.RulesError as refusal:
            self._show(str(refusal))
        else:
            self.cleaned_data["document"] = document
        return self.cleaned_data

    def _show(self, refusal):
        """At the field of the entry that the refusal begins with."""
        field = field_of(refusal.split()[0])
        self.add_error(field if field in self.fields else None, _in_labels(refusal))


def _in_labels(refusal):
    """The parser's sentence with the fields' labels in place of the entries' names."""

    def label(found):
        path = found.group()
        return f"“{FIELDS[path].label}”" if path in FIELDS else path

    return re.sub(r"[a-z_]+(\.[a-z_]+)?", label, refusal)


def _hours(text):
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() and len(word) <= 7 for word in words):
        raise rules.RulesError("reminder_hours_before_close: give whole numbers with commas")
    return [int(word) for word in words]


class NewDraftForm(forms.Form):
    """Where a draft starts from: a version that exists, or a file that is shipped."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        initial="Admission",
        help_text=_("Whose next version it becomes once it is adopted."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = {f"version-{row.pk}": row for row in RuleSet.objects.all()}
        shipped_ones = {f"file-{name}": said for name, said in shipped.documents().items()}
        self.documents = {key: row.document for key, row in rows.items()} | shipped_ones
        known = [(key, f"{row}: {row.rules.title}") for key, row in rows.items()]
        others = [(key, said["title"]) for key, said in shipped_ones.items()]
        groups = [(_("Rule sets here"), known), (_("Shipped with the site"), others)]
        choices = [group for group in groups if group[1]]
        self.fields["source"] = forms.ChoiceField(label=_("Start from"), choices=choices)

    @property
    def document(self):
        return self.documents[self.cleaned_data["source"]]


class ComparisonForm(forms.Form):
    before = forms.ModelChoiceField(
        label=_("This one"), queryset=RuleSet.objects.all(), empty_label=None
    )
    after = forms.ModelChoiceField(
        label=_("With this one"), queryset=RuleSet.objects.all(), empty_label=None
    )


class SeenForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
