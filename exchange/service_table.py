"""The country × service table: one row a country of the Network, blanks included."""

from collections import defaultdict
from dataclasses import dataclass

from django_countries import countries

from common.countries import REGIONS
from common.spreadsheets import safe
from exchange.models import Service, ServiceOffer
from members.models import Centre


@dataclass(frozen=True)
class Cell:
    service: Service
    offers: tuple


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def is_blank(self):
        return not any(cell.offers for cell in self.cells)


@dataclass(frozen=True)
class Column:
    service: Service
    count: int  # of the countries


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def blank_rows(self):
        return sum(row.is_blank for row in self.rows)


def table(services, region=""):
    """Three queries, however many countries, services and offers there are."""
    services = list(services)
    offers = defaultdict(list)
    for offer in ServiceOffer.objects.open().select_related("centre"):
        offers[str(offer.centre.country), offer.service_id].append(offer)
    codes = set(map(str, Centre.objects.in_the_network().values_list("country", flat=True)))
    if region:
        codes &= set(REGIONS[region])
    rows = tuple(
        Row(
            code,
            countries.name(code),
            tuple(Cell(service, tuple(offers[code, service.pk])) for service in services),
        )
        for code in sorted(codes, key=countries.name)
    )
    columns = tuple(
        Column(service, sum(bool(row.cells[place].offers) for row in rows))
        for place, service in enumerate(services)
    )
    return Table(columns, rows)


HEADING = (
    "Country code", "Country", "Service", "Offered", "Centre", "Since", "Languages", "Note",
    "Link", "Demo data",
)  # fmt: skip


def lines(table):
    """The table for a spreadsheet: a line for each offer, and one for each blank."""
    yield HEADING
    for row in table.rows:
        for cell in row.cells:
            head = (row.code, row.name, safe(cell.service.name))
            if not cell.offers:
                yield (*head, "no", "", "", "", "", "", "")
            for offer in cell.offers:
                languages = ", ".join(offer.languages)
                texts = (offer.centre.name, offer.since, languages, offer.note, offer.link)
                yield (*head, "yes", *map(safe, texts), "yes" if offer.is_demo else "no")
