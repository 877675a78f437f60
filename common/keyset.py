"""Pages that begin after a row, not after a number: the last is as quick as the first.

Rows that come or go meanwhile shift nothing, and nothing is counted.
"""

from dataclasses import dataclass

from django.db.models import BooleanField, F, Func, Value
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan, LessThan


@dataclass(frozen=True)
class Page:
    """`before` and `after` are the keys to ask with for the neighbouring pages, or None."""

    rows: list
    before: int | None
    after: int | None


class _Row(Func):
    """(a, b, …), which databases compare from the left and look up in an index of (a, b, …)."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


def page(rows, order, *, descending=False, after=None, before=None, size):
    """One page of `rows` in the order of these keys, which must never be null.

    It begins after the row with the key `after`, or ends before that with the key `before`;
    without either, and if that row does not exist, it is the first page.
    """
    order = [F(key) if isinstance(key, str) else key for key in (*order, "pk")]
    edge = _values(rows.model, order, after or before)
    if edge is None:
        after = before = None
    backwards = after is None and before is not None
    falling = descending != backwards
    if edge:
        beyond = LessThan if falling else GreaterThan
        rows = rows.filter(beyond(_Row(*order), _Row(*map(Value, edge))))
    found = list(rows.order_by(*(OrderBy(key, descending=falling) for key in order))[: size + 1])
    is_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Page(
        found,
        before=found[0].pk if found and (is_more if backwards else after) else None,
        after=found[-1].pk if found and (before if backwards else is_more) else None,
    )


def _values(model, order, key):
    """What the row with this key has in the place of each key of the order."""
    if key is None:
        return None
    return model._default_manager.filter(pk=key).values_list(*order).first()
