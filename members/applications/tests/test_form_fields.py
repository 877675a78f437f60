import pytest

from members.applications import answers, exporting
from members.applications.form_fields import FIELDS, SECTIONS
from members.applications.forms import STEP_FORMS
from members.applications.models import Application
from members.applications.services import writing
from members.tests.factories import ApplicationFactory

HEADINGS = [
    *("Reference", "Status", "In this state since", "Submitted", "Decided", "Assigned to"),
    *("Centre", "Organisation", "Private", "Country code", "Country", "Centre works since"),
    *("Website", "Contact", "Contact's position", "Contact's email address"),
    *("Delegate", "Delegate's email address", "Alternate", "Alternate's email address"),
    *("Legal basis of the mandate", "Authority that gave the mandate", "Mandate valid until"),
    *("First end of a mandate or evidence", "May apply again from"),
]


def test_each_field_is_a_column_of_the_application_and_stands_in_one_section():
    names = [name for section in SECTIONS.values() for name in section.names]

    assert names == list(FIELDS)
    for name in names:
        Application._meta.get_field(name)


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.name)
def test_each_step_asks_for_the_fields_of_its_section(section):
    asked_for = list(STEP_FORMS[section.name].base_fields)

    assert asked_for == [*section.names, *(["text"] if section.is_criterion else [])]


@pytest.mark.django_db
def test_the_check_page_shows_every_field_and_each_gap_beside_its_own():
    application = ApplicationFactory()
    gaps = writing.gaps(application)

    rows = [
        (part.name, row.field, row.gap)
        for part in answers.parts(application, gaps)
        for row in part.rows
    ]

    assert {field for _part, field, _gap in rows} == {*FIELDS, "text", "title"}
    assert sorted(row for row in rows if row[2]) == sorted(gaps)


def test_headings_of_the_export_stay_as_they_are():
    assert [str(heading) for heading, _value in exporting.COLUMNS] == HEADINGS


def test_every_answer_but_the_long_text_is_exported():
    exported = [field for field in FIELDS.values() if field.heading]

    assert {field.name for field in exported} == set(FIELDS) - {"about"}
    assert {str(field.heading) for field in exported} <= set(HEADINGS)
