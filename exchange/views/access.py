"""The members' part of the exchange: who is let in, and how an act ends."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.views.decorators.cache import never_cache

from common.refusals import Refused
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


def done(request, act, *args, told, form=None, **how):
    """Was it done? A refusal is said above the form, or above the next page."""
    try:
        act(*args, **how)
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
        return False
    messages.success(request, told)
    return True
