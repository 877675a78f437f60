"""An application's answers as rows to read, each with what is still missing."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.dates import show_partial
from members.applications.forms import MandateForm, OrganisationForm, PeopleForm, StatementForm
from members.applications.services.writing import SECTION_FIELDS
from members.enums import REQUIREMENTS, Criterion

SECTIONS = {  # in the order in which they are filled in
    "organisation": _("The organisation and its centre"),
    "people": _("People"),
    **{criterion.value: criterion.label for criterion in Criterion},
}
FORMS = {
    "organisation": OrganisationForm,
    "people": PeopleForm,
    **{criterion.value: StatementForm for criterion in Criterion},
    "mandate": MandateForm,
}


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
        Part(name, SECTIONS[name], _detail_rows(application, name, missing))
        for name in ("organisation", "people")
    ]
    for item in criteria(application):
        name = item["criterion"].value
        text_gap, evidence_gap = missing.get((name, "text"), ""), missing.get((name, "title"), "")
        rows = [
            *_detail_rows(application, name, missing),
            Row("text", _("Statement"), item["statement"], text_gap),
            Row("title", _("Evidence"), gap=evidence_gap, evidence=item["evidence"]),
        ]
        shown.append(Part(name, SECTIONS[name], rows))
    return shown


def _detail_rows(application, name, missing):
    form = FORMS[name](instance=application)
    return [
        Row(
            field,
            form[field].label,
            as_read(field, getattr(application, field)),
            missing.get((name, field), ""),
        )
        for field in SECTION_FIELDS[name]
    ]


def as_read(field, value):
    """A field's value as people read it."""
    if field == "country":
        return countries.name(str(value)) or ""
    if field == "established":
        return show_partial(value)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value or ""


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
