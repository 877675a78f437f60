"""An application's answers as rows to read, each with what is still missing."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from members.dates import show_partial
from members.enums import REQUIREMENTS, Criterion
from members.forms import OrganisationForm, PeopleForm

SECTIONS = {  # in the order in which they are filled in
    "organisation": _("The organisation and its centre"),
    "people": _("People"),
    **{criterion.value: criterion.label for criterion in Criterion},
}
MODEL_FORMS = {"organisation": OrganisationForm, "people": PeopleForm}


@dataclass
class Row:
    field: str
    label: str
    value: str = ""
    gap: str = ""
    evidence: list = field(default_factory=list)


@dataclass
class Part:
    name: str
    label: str
    rows: list


def parts(application, gaps=()):
    """Every part of the application; a gap's text stands with the row it belongs to."""
    missing = {(section, name): text for section, name, text in gaps}
    shown = [
        Part(name, SECTIONS[name], _detail_rows(application, name, missing)) for name in MODEL_FORMS
    ]
    for item in criteria(application):
        name = item["criterion"].value
        text_gap, evidence_gap = missing.get((name, "text"), ""), missing.get((name, "title"), "")
        rows = [
            Row("text", _("Statement"), item["statement"], text_gap),
            Row("title", _("Evidence"), gap=evidence_gap, evidence=item["evidence"]),
        ]
        shown.append(Part(name, SECTIONS[name], rows))
    return shown


def _detail_rows(application, name, missing):
    form = MODEL_FORMS[name](instance=application)
    return [
        Row(
            field_name,
            bound.label,
            _value(application, field_name),
            missing.get((name, field_name), ""),
        )
        for field_name, bound in ((bound.name, bound) for bound in form)
    ]


def _value(application, name):
    value = getattr(application, name)
    if name == "country":
        return value.name
    if name == "established":
        return show_partial(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value


def criteria(application):
    """For each criterion: the requirement, the statement and the evidence."""
    statements = {row.criterion: row.text for row in application.statements.all()}
    evidence = list(application.evidence.all())
    return [
        {
            "criterion": criterion,
            "requirement": REQUIREMENTS[criterion],
            "statement": statements.get(criterion.value, ""),
            "evidence": [row for row in evidence if row.criterion == criterion],
        }
        for criterion in Criterion
    ]
