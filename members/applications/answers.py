"""An application's answers as rows to read, each with what is still missing."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.dates import show_partial
from members.applications.form_fields import EVIDENCE, SECTIONS, STATEMENT, Words
from members.applications.forms import STEP_FORMS
from members.applications.models import Application, Evidence
from members.applications.services.writing import Gap
from members.enums import REQUIREMENTS, Criterion


@dataclass
class Row:
    field: str
    label: Words
    value: Words = ""
    gap: str = ""
    evidence: list[Evidence] = dataclasses.field(default_factory=list)


@dataclass
class Part:
    name: str
    label: Words
    rows: list[Row]


class OnCriterion(TypedDict):
    """A criterion with what the applicant stated and showed."""

    criterion: Criterion
    requirement: Promise
    statement: str
    evidence: list[Evidence]


def parts(application: Application, gaps: Iterable[Gap] = ()) -> list[Part]:
    """Every part of the application; a gap's text stands with the row it belongs to."""
    missing = {(gap.section, gap.field): gap.text for gap in gaps}
    answers = {answer["criterion"].value: answer for answer in criteria(application)}
    shown = []
    for section in SECTIONS.values():
        form = STEP_FORMS[section.name](instance=application)
        rows = [
            Row(
                name,
                form[name].label,
                as_read(name, getattr(application, name)),
                missing.get((section.name, name), ""),
            )
            for name in section.names
        ]
        if answer := answers.get(section.name):
            text_gap = missing.get((section.name, STATEMENT.name), "")
            evidence_gap = missing.get((section.name, EVIDENCE.name), "")
            rows += [
                Row(STATEMENT.name, STATEMENT.label, answer["statement"], text_gap),
                Row(EVIDENCE.name, EVIDENCE.label, gap=evidence_gap, evidence=answer["evidence"]),
            ]
        shown.append(Part(section.name, section.label, rows))
    return shown


def as_read(name: str, value: object) -> Words:
    """A field's value as people read it."""
    if name == "country":
        return countries.name(str(value)) or ""
    if name == "established":
        return show_partial(str(value))
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value or "")


def as_text(name: str, text: str) -> str:
    """The same of a value that was kept as text; a country and a day have words of their own."""
    if name == "mandate_valid_until" and text:
        return str(as_read(name, date.fromisoformat(text)))
    if name == "organisation_is_private":
        return str(as_read(name, text == "True"))
    return str(as_read(name, text))


def criteria(application: Application) -> list[OnCriterion]:
    statements = {row.criterion: row.text for row in application.statements.all()}
    evidence = list(application.evidence.all())
    return [
        OnCriterion(
            criterion=criterion,
            requirement=REQUIREMENTS[criterion],
            statement=statements.get(criterion.value, ""),
            evidence=[row for row in evidence if row.criterion == criterion],
        )
        for criterion in Criterion
    ]
