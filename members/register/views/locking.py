"""A sign-in is locked at once: by a colleague of the centre, or by the link in a letter."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.attempts import attempt
from common.dates import network_day
from members.register import lock_links
from members.register.people_forms import LockForm
from members.register.services import accounts
from members.register.views.own_centre import own_centre
from members.register.views.signing_in_again import take

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
def lock_colleague(request, slug, pk):
    centre = own_centre(request.user, slug)
    acting = centre.representatives.acting(network_day(timezone.now()))
    person = get_object_or_404(acting.select_related("user"), pk=pk)
    if accounts.why_not_lock(person.user, request.user):
        raise PermissionDenied
    form = LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(accounts.lock, person.user, **form.cleaned_data)
        if take(request, act, success=_("The sign-in is locked. The person is told.")):
            return redirect("members:people", slug)
    context = {"centre": centre, "person": person, "form": form}
    return render(request, "members/lock_colleague.html", context)


@never_cache
@login_not_required
@require_http_methods(METHODS)
def lock_by_link(request, token):
    """The link shows a button, so that a mail scanner's visit locks nobody."""
    user = lock_links.user_of(token)
    if user is None:
        return render(request, "members/lock_link_dead.html", status=404)
    if request.method == "POST":
        reason = _("By the link in a letter about this sign-in.")
        with attempt(request):
            accounts.lock(user, reason=reason, by=None, now=timezone.now())
        user.refresh_from_db()
    return render(request, "members/lock_by_link.html", {"person": user})
