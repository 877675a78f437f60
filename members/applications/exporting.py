"""The cases as a table."""

from collections.abc import Callable, Iterator

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.spreadsheets import BATCH, Cell, cell
from members.applications.form_fields import FIELDS, Words
from members.applications.models import Application

Column = tuple[Words, str | Callable[[Application], Words]]


def answers(*names: str) -> list[Column]:
    """The columns of these fields of the form, under their headings."""
    return [(FIELDS[name].heading, name) for name in names]


COLUMNS: tuple[Column, ...] = (
    (_("Reference"), "reference"),
    (_("Status"), lambda case: case.get_status_display()),
    (_("In this state since"), "status_since"),
    (_("Submitted"), "submitted_at"),
    (_("Decided"), "decided_at"),
    (_("Assigned to"), lambda case: str(case.assigned_to or "")),
    *answers("centre_name", "organisation_name"),
    (
        FIELDS["organisation_is_private"].heading,
        lambda case: _("yes") if case.organisation_is_private else _("no"),
    ),
    *answers("country"),
    (_("Country"), lambda case: countries.name(str(case.country))),
    *answers("established", "website", "contact_name", "contact_position"),
    (_("Contact's email address"), "contact_email"),
    *answers("delegate_name", "delegate_email", "alternate_name", "alternate_email"),
    *answers("mandate_basis", "mandate_authority", "mandate_valid_until"),
    (_("First end of a mandate or evidence"), "expires_on"),
    (_("May apply again from"), "reapply_from"),
)


def table(cases: QuerySet[Application]) -> Iterator[list[Cell]]:
    """The heading, then a row for each case, read from the database as they are asked for."""
    yield [str(heading) for heading, _value in COLUMNS]
    rows = cases.select_related("assigned_to").order_by(F("status_since").desc(), "-pk")
    for case in rows.iterator(chunk_size=BATCH):
        yield [
            cell(value(case) if callable(value) else getattr(case, value))
            for _heading, value in COLUMNS
        ]
