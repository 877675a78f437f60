"""The register as a table that can be changed in a spreadsheet and read back."""

from collections.abc import Iterator
from datetime import date

from common.spreadsheets import BATCH, cell
from members.register.importing.columns import COLUMNS, shown_membership, values_of
from members.register.models import Centre


def table() -> Iterator[list[str | date]]:
    """The headings, then a row for each centre, read from the database as they are asked for."""
    yield [*COLUMNS]
    centres = Centre.objects.prefetch_related("hosts", "memberships__events").order_by("slug")
    for centre in centres.iterator(chunk_size=BATCH):
        values = values_of(centre, shown_membership(centre.memberships.all()))
        yield [cell(values[name]) for name in COLUMNS]
