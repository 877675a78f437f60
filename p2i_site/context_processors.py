from django.conf import settings
from django.utils.functional import SimpleLazyObject

from common import waiting
from members.permissions import centre_of
from members.register.acting import acting_later
from members.register.founded import is_being_founded
from voting.permissions import can_see_motions


def network(request):
    """What every page shows: the Network's name, the demo mark, what waits for the viewer."""
    user = getattr(request, "user", None)
    shown = {
        "NETWORK_NAME": settings.NETWORK_NAME,
        "NETWORK_SHORT_NAME": settings.NETWORK_SHORT_NAME,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "DEMO": settings.DEMO,
        "PROVIDER": settings.OIDC_NAME,  # at which people of the state sign in; empty for none
        "is_being_founded": is_being_founded,  # asked where it is shown
    }
    if user is not None and user.is_authenticated:
        shown["my_centre"] = SimpleLazyObject(lambda: centre_of(user))
        shown["acts_later"] = SimpleLazyObject(lambda: acting_later(user))
        shown["can_see_votes"] = SimpleLazyObject(lambda: can_see_motions(user))
        shown["can_see_exchange"] = shown["can_see_votes"]  # the same people: asked once
        shown["waits_for_you"] = SimpleLazyObject(lambda: waiting.badge(user))
    return shown
