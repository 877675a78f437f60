"""The page of traces as a table for a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from django.utils.translation import gettext as _

from common.spreadsheets import Cell, safe
from traces.timeline import Line


def table(lines: Iterable[Line], *, with_addresses: bool) -> Iterator[Sequence[Cell]]:
    """Instants in UTC, as ISO 8601 writes them; people by their number and by their name."""
    heads = [
        _("When"),
        _("What"),
        _("Person, number"),
        _("Person"),
        _("About"),
        _("About, name"),
        _("Words"),
        _("Changes"),
        _("Request"),
    ]
    yield [*heads, *([_("Network address")] if with_addresses else [])]
    for line in lines:
        yield [safe(cell) for cell in _cells(line, with_addresses)]


def _cells(line: Line, with_addresses: bool) -> list[str]:
    return [
        line.at.astimezone(UTC).isoformat(timespec="seconds"),
        line.what,
        str(line.by or ""),
        str(line.person or ""),
        ":".join(line.about or ()),
        line.subject,
        line.words,
        "; ".join(f"{name}: {before} → {after}" for name, before, after in line.changes),
        line.request_number,
        *([line.address] if with_addresses else []),
    ]
