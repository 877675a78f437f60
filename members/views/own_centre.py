"""Pages of a centre that only its own people see."""

from django.contrib import messages
from django.http import Http404

from members.permissions import centre_of
from members.services import Refused


def own_centre(user, slug):
    """The centre for which this person acts, if it is this one; for anybody else no such page."""
    centre = centre_of(user)
    if centre is None or centre.slug != slug:
        raise Http404
    return centre


def done(request, act, *args, said, **how):
    """Was it done? Says so, or why not."""
    try:
        act(*args, **how)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True
