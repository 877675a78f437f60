"""Who speaks for us: a centre's own people read it; its delegate and its head change it."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.attempts import attempt
from common.dates import network_day
from common.once import once
from members.permissions import leads
from members.register.people_forms import EndForm, HandOverForm, InvitePersonForm
from members.register.representation import lacks_delegate, lines
from members.register.services import accounts, representing
from members.register.views.own_centre import own_centre
from members.register.views.signing_in_again import take

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
@once
def people(request, slug):
    centre = own_centre(request.user, slug)
    manages, day = leads(request.user, centre), network_day(timezone.now())
    form = InvitePersonForm(request.POST or None, initial={"on": day, "role": "alternate"})
    if request.method == "POST" and not manages:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        act = partial(representing.invite, centre, **form.cleaned_data)
        if take(request, act, success=_("The invitation is on its way.")):
            return redirect("members:people", centre.slug)
    context = {
        "centre": centre,
        "lines": lines(centre, day),
        "lacks_delegate": lacks_delegate(centre, day),
        "form": form if manages else None,
        "manages": manages,
    }
    return render(request, "members/people.html", context)


@once
def hand_over(request, slug, pk):
    success = _("The hand-over is settled. Everybody who speaks for the centre is told.")
    service = representing.hand_over
    return _step(request, slug, pk, HandOverForm, service, success, "hand_over_delegate")


@once
def end(request, slug, pk):
    success = _("It is settled. Everybody who speaks for the centre is told.")
    return _step(request, slug, pk, EndForm, representing.end, success, "end_representative")


@require_POST
@once
def invite_again(request, slug, pk):
    """The letter with a link that works, to whoever has not come in yet; once in a while."""
    centre = own_centre(request.user, slug)
    if not leads(request.user, centre):
        raise PermissionDenied
    now = timezone.now()
    people = centre.representatives.not_ended_by(network_day(now)).select_related("user")
    person = get_object_or_404(people, pk=pk)
    with attempt(request, success=_("The invitation is on its way once more.")):
        accounts.invite_again(person.user, now=now)
    return redirect("members:people", centre.slug)


@never_cache
@require_http_methods(METHODS)
def _step(request, slug, pk, form_class, service, success, template):
    centre = own_centre(request.user, slug)
    if not leads(request.user, centre):
        raise PermissionDenied
    day = network_day(timezone.now())
    person = get_object_or_404(centre.representatives.not_ended_by(day), pk=pk)
    form = form_class(request.POST or None, initial={"on": day})
    if request.method == "POST" and form.is_valid():
        act = partial(service, person, **form.cleaned_data)
        if take(request, act, success=success):
            # Whoever ends their own time today has no business on the page any more.
            is_own = person.user_id == request.user.pk
            return redirect(centre if is_own else reverse("members:people", args=[slug]))
    context = {"centre": centre, "person": person, "form": form}
    return render(request, f"members/{template}.html", context)
