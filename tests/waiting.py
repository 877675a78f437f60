"""What waits for somebody, as tests ask for it."""

from django.utils import timezone

from common import waiting


def found(user, now=None):
    """{the kind's label: what was found of it}, also where nothing is."""
    viewer = waiting.Viewer(user, now or timezone.now())
    return {str(one.kind.label): one for one in waiting.look(viewer, limit=waiting.CAP)}


def waits(user, now=None):
    """{(the kind's name, whose it is, what it is called)} of all that waits."""
    viewer = waiting.Viewer(user, now or timezone.now())
    found = waiting.look(viewer, limit=waiting.CAP)
    return [(one.kind.name, one.whose.name, row.title) for one in found for row in one.first]
