"""The columns of the register's table, the same for export and import. Names are never translated.

One row is a centre with its open membership, or else the last that ended.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import cast

from django.db.models import Field

from common.model_fields import LinesField
from common.typed_text import one_line, several_lines
from members.register.models import Centre, Membership

DATES = ("established", "announced", "effective", "ended")
CENTRE = ("slug", "name", "country", "established", "website", "mailbox", "about")
HOSTS = ("hosts", "private_hosts")
MEMBERSHIP = ("class", "maturity", "status", "announced", "effective", "ended")
COLUMNS = ("slug", "name", "country", *HOSTS, *MEMBERSHIP, *CENTRE[3:])
FIELD_NAME = {"class": "membership_class"}  # where it differs from the column's

BETWEEN_HOSTS = re.compile(r"(?<!\\)\|")


def field(column: str) -> Field:
    """The model's field whose rules a cell follows; hosts have none."""
    model = Centre if column in CENTRE else Membership
    return cast(Field, model._meta.get_field(FIELD_NAME.get(column, column)))


def as_typed(column: str | None, cell: str) -> str:
    """A cell as a form would take it. What is stored already is read in the same way."""
    return several_lines(cell).strip() if takes_lines(column) else one_line(cell)


@cache
def takes_lines(column: str | None) -> bool:
    return column in CENTRE + MEMBERSHIP and isinstance(field(column), LinesField)


def values_of(centre: Centre, membership: Membership | None) -> dict[str, str]:
    """Each column's text for a centre with its hosts and a membership, if it has one.

    The membership is told by its history, as on the profile; its events should be prefetched.
    """
    values = {name: str(getattr(centre, name) or "") for name in CENTRE}
    values |= dict.fromkeys(MEMBERSHIP, "")
    if membership:
        history = membership.history()
        values |= {
            "class": history.current.membership_class,
            "maturity": history.current.maturity,
            "status": history.current.status,
            "announced": history.announced,
            "effective": history.effective,
            "ended": history.ended,
        }
    hosts = sorted(centre.hosts.all(), key=lambda host: host.name)
    values["hosts"] = join_hosts(host.name for host in hosts)
    values["private_hosts"] = join_hosts(host.name for host in hosts if host.is_private)
    return {name: as_typed(name, text) for name, text in values.items()}


def join_hosts(names: Iterable[str]) -> str:
    return " | ".join(name.replace("|", r"\|") for name in names)


def split_hosts(text: str) -> list[str]:
    names = (name.replace(r"\|", "|").strip() for name in BETWEEN_HOSTS.split(text))
    return [name for name in names if name]


def shown_membership(memberships: Iterable[Membership]) -> Membership | None:
    """The open one, or else the last that ended, or None."""
    by_rank = sorted(memberships, key=lambda row: (row.status == "ended", -row.pk))
    return by_rank[0] if by_rank else None
