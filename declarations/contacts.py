"""The ministries and where they are written to, as a table for a spreadsheet."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.spreadsheets import Cell, cell
from declarations.models import Signature


def table(signatures: QuerySet[Signature]) -> Iterator[list[Cell]]:
    """The heading, then a line for each ministry, in the order of the public table."""
    yield [
        _("Declaration"),
        _("Level"),
        _("Country, code"),
        _("Place"),
        _("Region"),
        _("Ministry"),
        _("Office of the signatory"),
        _("Mailbox"),
        _("Status"),
        _("Invited"),
        _("Announced"),
        _("Signed"),
        _("Withdrawn"),
    ]
    rows = signatures.select_related("declaration")
    for row in rows.order_by("level", "country", "region", "ministry", "pk"):
        yield [
            cell(value)
            for value in (
                row.declaration.title,
                row.get_level_display(),
                str(row.country),
                row.place,
                row.region,
                row.ministry,
                row.office,
                row.mailbox,
                row.get_status_display(),
                row.invited_on,
                row.announced_on,
                row.signed_on,
                row.withdrawn_on,
            )
        ]
