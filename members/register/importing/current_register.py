"""The register as it is, read in a handful of queries whatever its size."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from members.register.importing.columns import shown_membership, values_of
from members.register.models import Centre, Membership, Organisation

LONGEST_SLUG = 60


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
        for centre in Centre.objects.prefetch_related("hosts", "memberships__events"):
            membership = shown_membership(centre.memberships.all())
            entry = Entry(centre, membership, values_of(centre, membership))
            self.by_slug[centre.slug] = entry
            self._by_name[centre.name.casefold(), str(centre.country)].append(entry)
        self.organisations = {
            (host.name, str(host.country)): host for host in Organisation.objects.all()
        }
        self._taken_slugs = set(self.by_slug)

    def named(self, name: str, country: str) -> list[Entry]:
        return self._by_name.get((name.casefold(), country.upper()), [])

    def free_slug(self, name: str) -> str:
        """An address made of a name, as no other centre has it; empty if none can be made."""
        slug = base = slugify(name)[:LONGEST_SLUG]
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
