"""The register as it is, read in a handful of queries whatever its size."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from common import folding
from members.register import likeness
from members.register.importing.columns import shown_membership, values_of
from members.register.models import Centre, Membership, Organisation

LONGEST_SLUG = 60
ENOUGH = 4  # letters of a word


@dataclass(frozen=True)
class Entry:
    centre: Centre
    membership: Membership | None
    values: Mapping[str, str]

    @property
    def slug(self) -> str:
        return self.centre.slug


class Register:
    def __init__(self) -> None:
        self.by_slug: dict[str, Entry] = {}
        self._by_name: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._by_beginning: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for centre in Centre.objects.prefetch_related("hosts", "memberships__events"):
            membership = shown_membership(centre.memberships.all())
            entry = Entry(centre, membership, values_of(centre, membership))
            self.by_slug[centre.slug] = entry
            for way in folding.names(centre.name):
                self._by_name[way, str(centre.country)].append(entry)
            for beginning in _beginnings(centre.name):
                self._by_beginning[beginning, str(centre.country)].append(entry)
        self.organisations = {
            (host.name, str(host.country)): host for host in Organisation.objects.all()
        }
        self._by_spelling = {
            (way, country): host
            for (name, country), host in self.organisations.items()
            for way in folding.names(name)
        }
        self._taken_slugs = set(self.by_slug)

    def named(self, name: str, country: str) -> list[Entry]:
        """Those of this name, in whatever spelling."""
        found = [self._by_name.get((way, country), []) for way in folding.names(name)]
        return list({entry.slug: entry for entries in found for entry in entries}.values())

    def alike(self, name: str, country: str) -> list[Entry]:
        """Those of almost the same name, by which a second centre may come of an existing one."""
        near = {
            entry.slug: entry
            for beginning in _beginnings(name)
            for entry in self._by_beginning.get((beginning, country), [])
        }
        return [entry for entry in near.values() if likeness.of_names(name, entry.centre.name)]

    def free_slug(self, name: str) -> str:
        """An address made of a name, as no other centre has it; empty if none can be made."""
        slug = base = folding.slug(name, LONGEST_SLUG)
        number = 1
        while slug and slug in self._taken_slugs:
            number += 1
            slug = f"{base}-{number}"
        self._taken_slugs.add(slug)
        return slug

    def organisation(self, name: str, country: str, entry: Entry | None) -> Organisation | None:
        """A host by this name: one that the centre has, or else one of its country."""
        for host in entry.centre.hosts.all() if entry else ():
            if host.name == name:
                return host
        return self.organisations.get((name, country))

    def host_name(self, name: str, country: str, entry: Entry | None) -> str:
        """As the register spells it, so that no second host comes of an existing one."""
        own = {host.name for host in entry.centre.hosts.all()} if entry else set()
        if name in own or (name, country) in self.organisations:
            return name
        spelt = (self._by_spelling.get((way, country)) for way in folding.names(name))
        return next((host.name for host in spelt if host), name)


def _beginnings(name: str) -> set[str]:
    """How the telling words of a name begin: names without any in common are not compared."""
    return {word[:ENOUGH] for way in likeness.distinctive(name) for word in way}
