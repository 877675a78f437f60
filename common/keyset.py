"""Pages that begin after a row, not after a number: the last is as quick as the first.

Rows that come or go meanwhile shift nothing, and nothing is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import Expression, OrderBy
from django.db.models.lookups import GreaterThan, LessThan

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`before` and `after` are the keys to ask with for the neighbouring pages, or None."""

    rows: list[Row]
    before: int | None
    after: int | None


class _Tuple(Func):
    """(a, b, …), which databases compare from the left and look up in an index of (a, b, …)."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


def page(
    rows: QuerySet[Row],
    order: Sequence[str | Expression],
    *,
    descending: bool = False,
    after: int | None = None,
    before: int | None = None,
    size: int,
) -> Page[Row]:
    """One page of `rows` in the order of these keys, which must never be null.

    It begins after the row with the key `after`, or ends before that with the key `before`;
    without either, and if that row does not exist, it is the first page.
    """
    keys = [F(key) if isinstance(key, str) else key for key in (*order, "pk")]
    edge = None
    if edge_pk := after or before:
        edge = rows.model._default_manager.filter(pk=edge_pk).values_list(*keys).first()
    if edge is None:
        after = before = None
    backwards = after is None and before is not None
    falling = descending != backwards
    if edge:
        beyond = LessThan if falling else GreaterThan
        rows = rows.filter(beyond(_Tuple(*keys), _Tuple(*map(Value, edge))))
    in_order = rows.order_by(*(OrderBy(key, descending=falling) for key in keys))
    shown = list(in_order[: size + 1])
    is_more, shown = len(shown) > size, shown[:size]
    if backwards:
        shown.reverse()
    return Page(
        shown,
        before=shown[0].pk if shown and (is_more if backwards else after) else None,
        after=shown[-1].pk if shown and (before if backwards else is_more) else None,
    )
