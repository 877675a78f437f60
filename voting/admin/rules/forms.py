"""A rule set as a form: one labelled field for each entry of the document that can differ."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LineField
from voting import rules
from voting.forms import DocumentField
from voting.models import RuleSet
from voting.rules import entries

FIXED = {
    path: entry.value for path, entry in rules.ENTRIES.items() if isinstance(entry, entries.Fixed)
}
FIELDS = {path: entry for path, entry in rules.ENTRIES.items() if path not in FIXED}


def name_of(path):
    return path.replace(".", "-")


class HoursField(LineField):
    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        words = [word.strip() for word in super().to_python(value).split(",") if word.strip()]
        if not all(word.isascii() and word.isdigit() and len(word) <= 7 for word in words):
            raise forms.ValidationError(_("Give whole numbers with commas between them."))
        return [int(word) for word in words]


def field(entry):
    named = {"label": _(entry.label), "help_text": _(entry.help) if entry.help else ""}
    match entry:
        case entries.Whole():
            return forms.IntegerField(min_value=entry.least, max_value=rules.LARGEST, **named)
        case entries.Choice():
            options = [(value, _(label)) for value, label in entry.options.items()]
            return forms.ChoiceField(choices=options, **named)
        case entries.Flag():
            return forms.BooleanField(required=False, **named)
        case entries.Hours():
            return HoursField(required=False, **named)
        case entries.Line():
            return LineField(max_length=200, **named)
    raise TypeError(f"no field for {entry}")


class RulesForm(forms.Form):
    """`cleaned_data["document"]` is the document that the fields make, read once by the parser."""

    seen = LineField(widget=forms.HiddenInput)

    def __init__(self, *args, draft, **kwargs):
        stored = rules.flat(draft.document)
        initial = {name_of(path): stored[path] for path in FIELDS}
        super().__init__(*args, initial={**initial, "seen": draft.sha256}, **kwargs)
        for path, entry in FIELDS.items():
            self.fields[name_of(path)] = field(entry)

    def clean(self):
        super().clean()
        if self.errors:
            return self.cleaned_data
        typed = {path: self.cleaned_data[name_of(path)] for path in FIELDS}
        document = rules.nested({**FIXED, **typed})
        try:
            rules.parse(document)
        except rules.RulesError as refusal:
            name = name_of(refusal.entry)
            self.add_error(name if name in self.fields else None, in_labels(str(refusal)))
        else:
            self.cleaned_data["document"] = document
        return self.cleaned_data


def in_labels(sentence):
    """The parser's sentence with the fields' labels in place of the entries' paths."""

    def label(match):
        path = match.group()
        return f"“{_(FIELDS[path].label)}”" if path in FIELDS else path

    return re.sub(r"[a-z_]+(\.[a-z_]+)?", label, sentence)


class NewDraftForm(forms.Form):
    """Where a draft starts from: a version that exists, or a file that is shipped."""

    name = LineField(
        label=_("Name"),
        max_length=100,
        initial="Admission",
        help_text=_("Whose next version it becomes once it is adopted."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"] = DocumentField(
            RuleSet.objects.all(),
            label=_("Start from"),
            stored=_("Rule sets here"),
            files=_("Shipped with the site"),
        )


class ComparisonForm(forms.Form):
    before = forms.ModelChoiceField(
        label=_("This one"), queryset=RuleSet.objects.all(), empty_label=None
    )
    after = forms.ModelChoiceField(
        label=_("With this one"), queryset=RuleSet.objects.all(), empty_label=None
    )
