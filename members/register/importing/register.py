"""The register as it is, read in a handful of queries whatever its size."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.text import slugify

from members.register.importing.columns import shown_membership, values_of
from members.register.models import Centre, Membership, Organisation

LONGEST_SLUG = 60


@dataclass(frozen=True)
class Entry:
    centre: Centre
    membership: Membership | None
    values: dict

    @property
    def slug(self):
        return self.centre.slug


class Register:
    def __init__(self):
        centres = Centre.objects.prefetch_related("hosts", "memberships__events")
        self.by_slug = {centre.slug: _entry(centre) for centre in centres}
        self._by_name = defaultdict(list)
        for entry in self.by_slug.values():
            centre = entry.centre
            self._by_name[centre.name.casefold(), str(centre.country)].append(entry)
        self.organisations = {
            (one.name, str(one.country)): one for one in Organisation.objects.all()
        }
        self._given = set(self.by_slug)

    def named(self, name, country):
        return self._by_name.get((name.casefold(), country.upper()), [])

    def free_slug(self, name):
        """An address made of a name, as no other centre has it; empty if none can be made."""
        slug = base = slugify(name)[:LONGEST_SLUG]
        number = 1
        while slug and slug in self._given:
            number += 1
            slug = f"{base}-{number}"
        self._given.add(slug)
        return slug

    def organisation(self, name, country, entry):
        """A host by this name: one that the centre has, or else one of its country."""
        for host in entry.centre.hosts.all() if entry else ():
            if host.name == name:
                return host
        return self.organisations.get((name, country))


def _entry(centre):
    membership = shown_membership(centre.memberships.all())
    return Entry(centre, membership, values_of(centre, membership))
