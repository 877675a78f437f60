"""Whether a row may stand in the register, in the words of the models' own rules."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.countries import EUROPE
from members.enums import MembershipStatus
from members.register.importing.columns import (
    COLUMNS,
    HOSTS,
    MEMBERSHIP,
    field,
    join_hosts,
    split_hosts,
)
from members.register.models import Organisation

CHOICES = ("class", "maturity", "status")
LONGEST_HOST = Organisation._meta.get_field("name").max_length


def tidy(column, text):
    """A cell as it would be stored, however a person wrote it."""
    if column in HOSTS:
        return join_hosts(sorted(split_hosts(text)))
    if column == "country":
        return text.upper()
    if column in CHOICES:
        return text.lower()
    if column == "website" and text and "://" not in text:
        return f"https://{text}"
    return text


def mistakes(values, entry, register):
    """(column, what is wrong) of a row. What it leaves as it is was checked long ago."""
    changed = [name for name in COLUMNS if entry is None or values[name] != entry.values[name]]
    yield from _cells(values, changed)
    if {*HOSTS, "country"} & set(changed):
        yield from _hosts(values, entry, register)
    if set(MEMBERSHIP) & set(changed):
        yield from _membership(values, entry)


def _cells(values, changed):
    for column in changed:
        if column in HOSTS or (column in MEMBERSHIP and not values[column]):
            continue
        for wrong in _why_not(column, values[column]):
            yield column, wrong


def _why_not(column, text):
    rules = field(column)
    if column in CHOICES and text not in dict(rules.choices):
        values = ", ".join(value for value, _label in rules.choices)
        return [_("“%(text)s” is none of: %(values)s.") % {"text": text, "values": values}]
    if column == "country" and text not in EUROPE:
        return [_("“%s” is not the code of a country of Europe, such as FI or GR.") % text]
    try:
        rules.clean(text, None)
    except ValidationError as fault:
        return fault.messages
    return []


def _hosts(values, entry, register):
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
        known = register.organisation(name, values["country"], entry)
        if known and name not in own and known.is_private != (name in private):
            yield "private_hosts", _private_text(name, known.is_private)


def _private_text(name, is_private):
    if is_private:
        return _("“%s” is private by the register: write it here as well.") % name
    return _("“%s” is not private by the register.") % name


def _membership(values, entry):
    before = entry.membership if entry else None
    if before is None and not any(values[name] for name in MEMBERSHIP):
        return
    if not values["class"]:
        yield "class", _("Write member or associate. A membership is never taken away, it ends.")
    if not values["status"]:
        yield "status", _("Write active, suspended or ended.")
    if values["ended"] and values["status"] != MembershipStatus.ENDED:
        yield "ended", _("Only a membership that has ended has an end.")
    if before and begins_anew(values, before) and values["effective"] == before.effective != "":
        yield "effective", _("A return is a new membership: write since when, or nothing.")


def begins_anew(values, membership):
    """A centre that had left is back: the old membership stays as it is."""
    return membership.status == MembershipStatus.ENDED != values["status"]
