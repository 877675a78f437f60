"""Whether a row may stand in the register, in the words of the models' own rules."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import cast

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _

from common import country_names, typed_dates
from common.countries import EUROPE
from common.email_addresses import as_kept
from common.form_fields import LIKE_PARTIAL, read_date
from members.enums import MembershipStatus
from members.register.importing.columns import (
    COLUMNS,
    DATES,
    HOSTS,
    MEMBERSHIP,
    field,
    join_hosts,
    split_hosts,
)
from members.register.importing.current_register import Entry, Register
from members.register.importing.headings import KEY
from members.register.models import Membership, Organisation

CHOICES = ("class", "maturity", "status")
LONGEST_HOST = cast(Field, Organisation._meta.get_field("name")).max_length or 0


def tidy(column: str, text: str) -> str:
    """A cell as it would be stored, however a person wrote it."""
    if column in HOSTS:
        return join_hosts(sorted(split_hosts(text)))
    if column == "country":
        return country_names.code_of(text) or text
    if column in DATES:
        with suppress(ValueError):
            return typed_dates.partial(text)
    if column == "mailbox":
        return as_kept(text) if text else ""
    if column in CHOICES:
        return text.lower()
    if column == "website" and text and "://" not in text:
        return f"https://{text}"
    return text


def mistakes(
    values: Mapping[str, str], entry: Entry | None, register: Register
) -> Iterator[tuple[str, str]]:
    """(column, what is wrong) of a row. What it leaves as it is was checked long ago."""
    changed = [name for name in COLUMNS if entry is None or values[name] != entry.values[name]]
    for column in changed:
        is_empty = column in MEMBERSHIP and not values[column]
        if column == KEY and not values[KEY]:
            if values["name"]:
                none = _("No address can be made of the name: write a short one of letters a to z.")
                yield KEY, none
        elif column not in HOSTS and not is_empty:
            yield from ((column, wrong) for wrong in _wrong_in_cell(column, values[column]))
    if {*HOSTS, "country"} & set(changed):
        yield from _wrong_in_hosts(values, entry, register)
    before = entry.membership if entry else None
    if "mailbox" in changed and before and before.status != MembershipStatus.ENDED:
        yield (
            "mailbox",
            _("The centre confirms where it is written to: change this on the centre's page."),
        )
    has_membership = before is not None or any(values[name] for name in MEMBERSHIP)
    if has_membership and set(MEMBERSHIP) & set(changed):
        if not values["class"]:
            text = _("Write member or associate. A membership is never taken away, it ends.")
            yield "class", text
        if not values["status"]:
            yield "status", _("Write active, suspended or ended.")
        if values["ended"] and values["status"] != MembershipStatus.ENDED:
            yield "ended", _("Only a membership that has ended has an end.")
        is_return = before is not None and begins_anew(values, before)
        if before and is_return and values["effective"] == before.effective != "":
            text = _("A return is a new membership: write since when, or nothing.")
            yield "effective", text


def _wrong_in_cell(column: str, text: str) -> list[str]:
    """By the rules of the model's field, in words that name the column's values."""
    rules = field(column)
    if column in CHOICES and text not in dict(rules.flatchoices):
        values = ", ".join(value for value, _label in rules.flatchoices)
        return [_("“%(text)s” is none of: %(values)s.") % {"text": text, "values": values}]
    if column == "country":  # whose field asks for the names of all countries, for each row
        wrong = _("“%s” is no country of Europe. Write its code, such as FI or GR, or its name.")
        if not text:
            return [_("A centre needs a country: write its code, such as FI or GR, or its name.")]
        return [] if text in EUROPE else [wrong % text]
    if column == "name" and not text:
        return [_("A centre needs a name.")]
    try:
        if column in DATES and text:
            read_date(typed_dates.partial, text, LIKE_PARTIAL)
        rules.clean(text, None)
    except ValidationError as fault:
        return fault.messages
    return []


def _wrong_in_hosts(
    values: Mapping[str, str], entry: Entry | None, register: Register
) -> Iterator[tuple[str, str]]:
    hosts, private = (split_hosts(values[name]) for name in HOSTS)
    if any(len(name) > LONGEST_HOST for name in hosts):
        yield "hosts", _("The name of a host has at most %d characters.") % LONGEST_HOST
    if len(set(hosts)) < len(hosts):
        yield "hosts", _("A host stands there twice.")
    for name in private:
        if name not in hosts:
            yield "private_hosts", _("“%s” is not among the hosts of this row.") % name
    own = {host.name for host in entry.centre.hosts.all()} if entry else set()
    for name in hosts:
        host = register.organisation(name, values["country"], entry)
        if host and name not in own and host.is_private != (name in private):
            if host.is_private:
                text = _("“%s” is private by the register: write it here as well.")
            else:
                text = _("“%s” is not private by the register.")
            yield "private_hosts", text % name


def begins_anew(values: Mapping[str, str], membership: Membership) -> bool:
    """A centre that had left is back: the old membership stays as it is."""
    return membership.status == MembershipStatus.ENDED != values["status"]
