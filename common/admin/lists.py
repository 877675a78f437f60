"""The lists of the admin: each is data, and all are shown, searched, ordered and exported alike.

`ListAdmin` in `list_admin` gives a model's admin its list. Pages go by key (`common.keyset`), so
that the last page is as quick as the first and nothing is counted but the queues, up to a cap.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from django.db.models.expressions import Expression
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country

from common.admin.bulk_steps import BulkStep
from common.admin.steps import Text, text_for
from common.folded_search import finding
from common.form_fields import LineField
from common.keyset import Page, page
from common.spreadsheets import Table
from common.templatetags.p2i import flag, network_date, until
from common.waiting import CappedCount, Viewer

PAGE_SIZE = 50
MOST_AT_ONCE = 500  # rows that one bulk act takes
Rows = QuerySet[Any]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Rows that wait for the same act.

    `counted` are rows to count in place of those in it, where they are quicker to find. `order` is
    the column that it begins with, where that is not the list's `queue_order`.
    """

    name: str
    label: Text | Callable[[Viewer], Text]
    rows: Callable[[Any, Viewer], Rows]
    counted: Callable[[], Rows] | None = None
    order: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """`cell(row)` is text, or HTML that was made safe. Keys of the order are never null."""

    name: str
    label: Text
    cell: Callable[[Any], object]
    order: tuple[str | Expression, ...] = ()  # without keys nobody orders by it


@dataclass(frozen=True, kw_only=True)
class Filter:
    name: str
    label: Text
    choices: Callable[[Viewer], Iterable[tuple[str, Text]]]
    narrow: Callable[[Any, str, Viewer], Rows]


@dataclass(frozen=True, kw_only=True)
class Export:
    """`table(rows)` are the heading and a line for each; `noted` writes down that it was taken."""

    name: str
    table: Callable[[Any], Table]
    noted: Callable[[str], object]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list. The first column is what a row is called, and leads to its page.

    `find(rows, text)` are those found by these words. `order` is the column that the list begins
    with, a `-` before it where it falls; a chosen queue begins with what has waited longest, by
    `queue_order`.
    """

    title: Text
    everything: Text  # what the rows are called that stand in no queue: "All applications"
    search_label: Text
    columns: Sequence[Column]
    find: Callable[[Any, str], Rows]
    order: str
    queue_order: str = ""
    queues: Sequence[Queue] = ()
    filters: Sequence[Filter] = ()
    acts: Sequence[BulkStep] = ()
    export: Export | None = None
    empty_title: Text = _("Nothing here yet")
    empty_text: Text = ""  # how a row comes to stand here

    @cached_property
    def orders(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns if column.order}

    @cached_property
    def queue_of(self) -> Mapping[str, Queue]:
        return {queue.name: queue for queue in self.queues}

    @cached_property
    def act_of(self) -> Mapping[str, BulkStep]:
        return {act.name: act for act in self.acts}


class Query(forms.Form):
    """What a list was asked for; an entry of the address that does not fit is passed over."""

    q = LineField(label=_("Search"), max_length=100, required=False, says_limit=False)
    after = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Mapping[str, object], *, listing: Listing, rows: Rows, asked: Viewer):
        super().__init__(data)
        self.listing, self.all_rows, self.asked = listing, rows, asked
        self.fields["q"].label = listing.search_label
        names = [(queue.name, "") for queue in listing.queues]
        self.fields["queue"] = forms.ChoiceField(required=False, choices=names)
        ways = [(sign + name, "") for name in listing.orders for sign in ("", "-")]
        self.fields["sort"] = forms.ChoiceField(required=False, choices=ways)
        for one in listing.filters:
            choices = [("", _("All")), *one.choices(asked)]
            self.fields[one.name] = forms.ChoiceField(
                label=one.label, required=False, choices=choices
            )
        self.is_valid()

    def wanted(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def filters(self) -> list[forms.BoundField]:
        return [self[one.name] for one in self.listing.filters]

    @property
    def is_narrowed(self) -> bool:
        names = ("q", "queue", *(one.name for one in self.listing.filters))
        return any(self.wanted(name) for name in names)

    @property
    def order(self) -> tuple[str, bool]:
        """The column and whether it falls."""
        listing = self.listing
        queue = listing.queue_of.get(self.wanted("queue"))
        first = queue and (queue.order or listing.queue_order)
        chosen = self.wanted("sort") or first or listing.order
        return chosen.removeprefix("-"), chosen.startswith("-")

    def rows(self) -> Rows:
        """All that fit, in no order."""
        rows = self.all_rows
        if name := self.wanted("queue"):
            rows = self.listing.queue_of[name].rows(rows, self.asked)
        for one in self.listing.filters:
            if value := self.wanted(one.name):
                rows = one.narrow(rows, value, self.asked)
        return self.listing.find(rows, text) if (text := self.wanted("q")) else rows

    def page(self, rows: Callable[[Any], Rows]) -> Page[Model]:
        """One page of those that fit; `rows` adds what the cells read."""
        name, descending = self.order
        return page(
            rows(self.rows()),
            self.listing.orders[name].order,
            descending=descending,
            after=self.cleaned_data.get("after"),
            before=self.cleaned_data.get("before"),
            size=PAGE_SIZE,
        )

    def columns(self) -> Iterator[dict[str, object]]:
        """Each heading with the order that its link asks for: the other way round if chosen."""
        name, descending = self.order
        for column in self.listing.columns:
            is_chosen = column.name == name
            yield {
                "label": column.label,
                "sort": column.order
                and f"{'-' if is_chosen and not descending else ''}{column.name}",
                "direction": is_chosen and ("descending" if descending else "ascending"),
            }

    def queues(self) -> list[dict[str, object]]:
        queues, chosen = self.listing.queues, self.wanted("queue")
        counts = count_queues(queues, self.all_rows, self.asked)
        return [
            {
                "name": queue.name,
                "label": text_for(queue.label, self.asked),
                "count": counts[queue.name],
                "is_chosen": queue.name == chosen,
            }
            for queue in queues
        ]


def count_queues(queues: Iterable[Queue], rows: Rows, asked: Viewer) -> dict[str, int]:
    """How many rows stand in each queue, up to the cap: by its name, in one query."""
    counted = {
        queue.name: CappedCount(queue.counted() if queue.counted else queue.rows(rows, asked))
        for queue in queues
    }
    person = get_user_model().objects.filter(pk=asked.user.pk)  # a row to hang them on
    found = person.values_list(*counted.values()).get() if counted else ()
    return dict(zip(counted, found, strict=True))


def by_words_of(*fields: str, read: Sequence[str] | None = None) -> Callable[[Any, str], Rows]:
    """For a `find`: rows that hold the words in these fields; see `common.folded_search`."""
    return lambda rows, text: finding(rows, text, fields, read=read)


# --- Cells that many lists show ---------------------------------------------------------------


def since_cell(at: datetime | None) -> str:
    """The Network's day of an instant, and how long ago or ahead it is."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time> <span class="meta line">{}</span>',
        at.isoformat(),
        network_date(at),
        until(at),
    )


def country_cell(country: Country) -> str:
    return format_html("{} {} {}", flag(country), country.code, country.name)


def day_cell(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
