"""The numbers of a vote that never was, as somebody types them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voting import rules, shipped
from voting.models import RuleSet
from voting.tally import Counts, CountsError

MOST = 200  # a chart with more columns says nothing to anybody


def number(label, initial, least=0):
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=MOST,
        initial=initial,
        widget=forms.NumberInput(attrs={"data-slider": ""}),
    )


class CountsForm(forms.Form):
    """`cleaned_data["counts"]` is what the numbers make, if one vote can have them."""

    entitled = number(_("Entitled"), 13, least=1)
    recused = number(_("Recused"), 0)
    yes = number(_("Yes"), 8)
    no = number(_("No"), 3)
    abstain = number(_("Abstain"), 1)

    def fill(self, asked):
        """Bind to what the address says, and to the proposal for what it leaves out."""
        proposal = {name: field.initial for name, field in self.fields.items()}
        self.data = {**proposal, **{name: asked[name] for name in proposal if name in asked}}
        self.is_bound = True
        return self

    def clean(self):
        super().clean()
        names = ("yes", "no", "abstain", "entitled", "recused")
        if all(name in self.cleaned_data for name in names):
            try:
                numbers = {name: self.cleaned_data[name] for name in names}
                self.cleaned_data["counts"] = Counts(**numbers)
            except CountsError:
                self.add_error("entitled", self._too_many(numbers))
        return self.cleaned_data

    def _too_many(self, numbers):
        together = sum(numbers.values()) - numbers["entitled"]
        return _(
            "Yes, no, abstain and recused make %(together)d together, more than the "
            "%(entitled)d entitled."
        ) % {"together": together, "entitled": numbers["entitled"]}


class WhatIfForm(CountsForm):
    """The same under a rule set: one that is or was in force, or one that is shipped."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        adopted = {f"version-{row.pk}": row for row in RuleSet.objects.adopted()}
        files = {f"file-{name}": said for name, said in shipped.documents().items()}
        self.documents = {key: row.document for key, row in adopted.items()} | files
        here = [(key, f"{row}: {row.document['title']}") for key, row in adopted.items()]
        practice = [(key, said["title"]) for key, said in files.items()]
        groups = [
            (_("In force, and earlier"), here),
            (_("Practice of comparable bodies"), practice),
        ]
        self.fields["rule_set"] = forms.ChoiceField(
            label=_("Rule set"),
            choices=[group for group in groups if group[1]],
            initial=next(iter(self.documents)),
        )
        self.order_fields(["rule_set"])

    @property
    def rules(self):
        return rules.parse(self.documents[self.cleaned_data["rule_set"]])
