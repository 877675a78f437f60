"""The members' part of the exchange: who is let in."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.views.decorators.cache import never_cache

from exchange.permissions import can_see_exchange


def for_members(view):
    """Representatives of the Network's centres and the secretariat; nobody keeps a copy."""

    @never_cache
    @wraps(view)
    def only_members(request, *args, **kwargs):
        if not can_see_exchange(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return only_members


def require(allowed):
    if not allowed:
        raise PermissionDenied
