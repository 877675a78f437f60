"""Calendar files: of one motion, and the private feed, which needs its address and no login."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.downloads import calendar_file, kept_by_its_reader
from common.once import once
from voting import services
from voting.models import CalendarFeed
from voting.motions import calendars
from voting.permissions import can_see_motions
from voting.views.access import motion_for, motions_for


@kept_by_its_reader
def motion_calendar(request, pk):
    motion = motion_for(request.user, pk)
    return calendar_file(calendars.of_motion(motion), f"vote-{motion.pk}.ics")


@kept_by_its_reader
@login_not_required
def feed(request, token):
    """Whoever has the address sees deadlines; nothing in it says who they are or how they vote.

    The address of somebody who has ceased to act for a centre is no address any more.
    """
    user = get_object_or_404(CalendarFeed.objects.select_related("user"), token=token).user
    if not can_see_motions(user):
        raise Http404
    return calendar_file(calendars.feed_of(user, timezone.now()), "votes.ics")


@never_cache
def address(request):
    motions_for(request.user)
    own_feed = CalendarFeed.objects.filter(user=request.user).first()
    path = own_feed and reverse("voting:calendar_feed", args=[own_feed.token])
    context = {"feed": own_feed, "address": f"{settings.SITE_URL}{path}" if path else ""}
    return render(request, "voting/calendar.html", context)


@require_POST
@once
def change_address(request):
    motions_for(request.user)
    if "end" in request.POST:
        services.calendar_addresses.end_address(request.user)
        messages.success(
            request, _("The address has ended. Calendars that used it are told nothing more.")
        )
    else:
        _make_address(request)
    return redirect("voting:calendar")


@reauthentication_required
def _make_address(request):
    """Whoever has the address needs no sign-in: whoever makes it has just proved theirs."""
    services.calendar_addresses.new_address(request.user, now=timezone.now())
    messages.success(request, _("Your calendar has a new address; an earlier one has ended."))
