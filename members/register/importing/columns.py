"""The columns of the register's table, the same for export and import. Names are never translated.

One row is a centre with its open membership, or else the last that ended.
"""

import re

from members.register.models import Centre, Membership

KEY = "slug"
DATES = ("established", "announced", "effective", "ended")
CENTRE = ("slug", "name", "country", "established", "website", "mailbox", "about")
HOSTS = ("hosts", "private_hosts")
MEMBERSHIP = ("class", "maturity", "status", "announced", "effective", "ended")
COLUMNS = ("slug", "name", "country", *HOSTS, *MEMBERSHIP, *CENTRE[3:])
FIELD_NAME = {"class": "membership_class"}  # where it differs from the column's

BETWEEN_HOSTS = re.compile(r"(?<!\\)\|")


def field(column):
    """The model's field whose rules a cell follows; None for hosts."""
    if column in HOSTS:
        return None
    model = Centre if column in CENTRE else Membership
    return model._meta.get_field(FIELD_NAME.get(column, column))


def values_of(centre, membership):
    """Each column's text for a centre with its hosts and a membership, which may be None."""
    values = {name: str(getattr(centre, name) or "") for name in CENTRE}
    values |= {name: _membership_value(membership, name) for name in MEMBERSHIP}
    hosts = sorted(centre.hosts.all(), key=lambda host: host.name)
    values["hosts"] = join_hosts(host.name for host in hosts)
    values["private_hosts"] = join_hosts(host.name for host in hosts if host.is_private)
    return {name: "\n".join(text.splitlines()).strip() for name, text in values.items()}


def _membership_value(membership, name):
    return getattr(membership, FIELD_NAME.get(name, name)) if membership else ""


def join_hosts(names):
    return " | ".join(name.replace("|", r"\|") for name in names)


def split_hosts(text):
    names = (name.replace(r"\|", "|").strip() for name in BETWEEN_HOSTS.split(text))
    return [name for name in names if name]


def shown_membership(memberships):
    """The open one, or else the last that ended, or None."""
    by_rank = sorted(memberships, key=lambda one: (one.status == "ended", -one.pk))
    return by_rank[0] if by_rank else None
