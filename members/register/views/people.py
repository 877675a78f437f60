"""Who speaks for us: a centre's own people read it; its delegate and its head change it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.dates import network_day
from common.outcome_messages import done
from members.permissions import leads
from members.register.people_forms import EndForm, HandOverForm, InvitePersonForm
from members.register.representation import lacks_delegate, lines
from members.register.services import representing
from members.register.views.own_centre import own_centre

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
def people(request, slug):
    centre = own_centre(request.user, slug)
    manages, day = leads(request.user, centre), network_day(timezone.now())
    form = InvitePersonForm(request.POST or None, initial={"on": day, "role": "alternate"})
    if request.method == "POST" and not manages:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        said = _("The invitation is on its way.")
        if _done(request, representing.invite, centre, form, said):
            return redirect("members:people", centre.slug)
    context = {
        "centre": centre,
        "lines": lines(centre, day),
        "lacks_delegate": lacks_delegate(centre, day),
        "form": form if manages else None,
        "manages": manages,
    }
    return render(request, "members/people.html", context)


def hand_over(request, slug, pk):
    said = _("The hand-over is settled. Both are told by mail.")
    return _step(
        request, slug, pk, HandOverForm, representing.hand_over, "hand_over_delegate", said
    )


def end(request, slug, pk):
    said = _("It is settled. The person is told by mail.")
    return _step(request, slug, pk, EndForm, representing.end, "end_representative", said)


@never_cache
@require_http_methods(METHODS)
def _step(request, slug, pk, form_class, service, template, said):
    centre = own_centre(request.user, slug)
    if not leads(request.user, centre):
        raise PermissionDenied
    day = network_day(timezone.now())
    person = get_object_or_404(centre.representatives.not_ended_by(day), pk=pk)
    form = form_class(request.POST or None, initial={"on": day})
    if request.method == "POST" and form.is_valid() and _done(request, service, person, form, said):
        # Whoever ends their own time today has no business on the page any more.
        return redirect(centre if person.user_id == request.user.pk else _page_of(centre))
    context = {"centre": centre, "person": person, "form": form}
    return render(request, f"members/{template}.html", context)


def _page_of(centre):
    return reverse("members:people", args=[centre.slug])


def _done(request, service, thing, form, said):
    how = {**form.cleaned_data, "by": request.user, "now": timezone.now()}
    return done(request, service, thing, said=said, **how)
