"""The register as a table that can be changed in a spreadsheet and read back."""

from collections.abc import Iterator

from django.db.models import QuerySet

from common.spreadsheets import BATCH, Cell, cell
from members.register.importing.columns import COLUMNS, shown_membership, values_of
from members.register.models import Centre


def table(centres: QuerySet[Centre] | None = None) -> Iterator[list[Cell]]:
    """The headings, then a row for each of these centres, or for all of them.

    They are read from the database as they are asked for.
    """
    yield [*COLUMNS]
    chosen = Centre.objects.all() if centres is None else centres
    rows = chosen.prefetch_related("hosts", "memberships__events").order_by("slug")
    for centre in rows.iterator(chunk_size=BATCH):
        values = values_of(centre, shown_membership(centre.memberships.all()))
        yield [cell(values[name]) for name in COLUMNS]
