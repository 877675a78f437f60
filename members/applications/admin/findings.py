"""The findings on the case page: one form for all four, that never overwrites a colleague's."""

from dataclasses import dataclass, field

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from common.attempts import trial
from common.form_fields import LineField, LinesField
from members.applications.answers import criteria
from members.applications.services import review
from members.enums import Criterion, Verdict, Visibility

SHOWN = "members.finding-shown"


class FindingForm(forms.Form):
    """A criterion's finding. What the page showed comes back with it, signed, in `shown`."""

    verdict = forms.ChoiceField(
        label=_("This criterion is"),
        choices=Verdict,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is met.")},
    )
    note_text = LinesField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless the criterion is met."),
    )
    visibility = forms.ChoiceField(
        label=_("Who reads the note"),
        choices=Visibility,
        widget=forms.RadioSelect,
        help_text=_("What members read, the applicant reads too if it is not eligible."),
    )
    rests_on = forms.MultipleChoiceField(
        label=_("Evidence it rests on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pages = LineField(
        label=_("Pages"),
        max_length=200,
        required=False,
        help_text=_("For example: decree, pages 3 to 5."),
    )

    def __init__(self, data, *, finding, criterion, evidence):
        self.criterion, self.current = criterion, version(finding)
        self.now_shown = as_shown(finding)
        shown = read_shown(data, f"{criterion}-shown") if data is not None else self.now_shown
        self.seen = shown["version"]
        super().__init__(
            data,
            prefix=criterion,
            initial=shown,
            empty_permitted=True,
            use_required_attribute=False,
        )
        self.fields["rests_on"].choices = [(str(row.pk), row.title) for row in evidence]
        if not evidence:
            del self.fields["rests_on"]

    @property
    def token(self):
        """What the page shows now, for the next time that it is sent."""
        return signing.dumps(self.now_shown, salt=SHOWN, compress=True)

    @property
    def is_overtaken(self):
        return self.is_bound and self.seen != self.current

    @property
    def verdict_chosen(self):
        return dict(Verdict.choices).get(self["verdict"].value(), "")

    def add_error(self, field, error):
        """Each error names its criterion: the page's summary stands apart from the four forms."""
        about = str(Criterion(self.criterion).label)
        if field and field != "verdict":
            about = f"{about}, {str(self.fields[field].label).lower()}"
        words = error.messages if isinstance(error, forms.ValidationError) else [error]
        super().add_error(field, [f"{about}: {each}" for each in words])

    def clean(self):
        cleaned = super().clean()
        falls_short = cleaned.get("verdict") in (Verdict.NOT_MET, Verdict.UNCLEAR)
        if falls_short and not cleaned.get("note_text", "").strip():
            self.add_error("note_text", _("Say what is missing or unclear."))
        return cleaned


def version(finding):
    return finding.version if finding else ""


def as_shown(finding):
    if finding is None:
        return {"version": "", "visibility": Visibility.MEMBERS.value}
    return {
        "version": finding.version,
        "verdict": finding.verdict,
        "note_text": finding.note,
        "visibility": finding.visibility,
        "rests_on": [str(row.pk) for row in finding.rests_on.all()],
        "pages": finding.pages,
    }


def read_shown(data, name):
    """What was shown; a page without it counts as one that showed no finding."""
    try:
        return signing.loads(data.get(name, ""), salt=SHOWN)
    except signing.BadSignature:
        return as_shown(None)


def rows_of(application, data=None):
    """For each criterion the statement, the evidence, the finding and the form to record one."""
    findings = {row.criterion: row for row in application.findings.all()}
    rows = criteria(application)
    for row in rows:
        name = row["criterion"].value
        row["finding"] = findings.get(name)
        row["form"] = FindingForm(
            data, finding=row["finding"], criterion=name, evidence=row["evidence"]
        )
    return rows


@dataclass
class Outcome:
    """What became of the forms that were sent: recorded, or kept as typed and why."""

    recorded: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)
    refusals: list = field(default_factory=list)


def record(application, data, *, by, now):
    """Record every finding that was filled in or changed; the rest stays as it was typed."""
    outcome = Outcome()
    for row in rows_of(application, data):
        form = row["form"]
        if not form.has_changed():
            continue
        if not form.is_valid():
            outcome.kept[form.criterion] = form
            continue
        with trial() as recording:
            review.record_finding(
                application, form.criterion, seen=form.seen, by=by, now=now, **form.cleaned_data
            )
        if recording.succeeded:
            outcome.recorded.append(Criterion(form.criterion).label)
            continue
        outcome.kept[form.criterion] = form
        if str(recording.refusal) not in outcome.refusals:
            outcome.refusals.append(str(recording.refusal))
    return outcome


def put_back(rows, kept):
    """Show what was typed and not recorded, beside what is recorded by now."""
    for row in rows:
        form = kept.get(row["criterion"].value)
        if form:
            form.now_shown, form.current = row["form"].now_shown, row["form"].current
            row["form"] = form
    return rows
