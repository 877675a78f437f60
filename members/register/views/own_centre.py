"""Pages of a centre that only its own people see."""

from django.http import Http404

from members.permissions import centre_of


def own_centre(user, slug):
    """The centre for which this person acts, if it is this one; for anybody else no such page."""
    centre = centre_of(user)
    if centre is None or centre.slug != slug:
        raise Http404
    return centre
