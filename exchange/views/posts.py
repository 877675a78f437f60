"""Requests and offers to collaborate: the list, a post, and what its centre does with it."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import network_day
from exchange import permissions
from exchange.forms import AnswerForm, PostFilter, PostForm
from exchange.models import Post
from exchange.permissions import acting_today
from exchange.services import posts as service
from exchange.views.access import done, for_members, require

PER_PAGE = 20


def today():
    return network_day(timezone.now())


@for_members
@require_safe
def posts(request):
    form = PostFilter(request.GET)
    found = form.chosen(Post.objects.for_a_list(), today())
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(form.cleaned_data.values()),
        "can_post": permissions.can_post(request.user),
    }
    return render(request, "exchange/posts.html", context)


@for_members
@require_safe
def post(request, pk):
    found = _post(pk)
    is_open = found.is_open(today())
    own = permissions.can_change_post(request.user, found)
    context = {
        "post": found,
        "is_open": is_open,
        "is_own": own,
        "answers": _answers(request.user, found),
        "can_answer": is_open and permissions.can_answer(request.user, found),
    }
    return render(request, "exchange/post.html", context)


def _answers(user, found):
    """All for the centre that posted, its own for another; the secretariat's are in the admin."""
    acting = acting_today(user)
    if acting is None:
        return []
    return found.answers.visible_to_centre(acting.centre).select_related("centre", "by")


def _post(pk):
    return get_object_or_404(Post.objects.for_a_list(), pk=pk)


@for_members
def new(request):
    require(permissions.can_post(request.user))
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = service.publish(
            **form.facts,
            services=form.cleaned_data["services"],
            form_token=form.cleaned_data["form_token"],
            centre=acting_today(request.user).centre,
            by=request.user,
            now=timezone.now(),
        )
        return redirect(made)
    return render(request, "exchange/edit_post.html", {"form": form})


@for_members
def edit(request, pk):
    found = _own(request, pk)
    form = PostForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        how = {"by": request.user, "now": timezone.now(), "form": form}
        services = form.cleaned_data["services"]
        told = _("Your changes are stored.")
        if done(request, service.change, found, services=services, told=told, **form.facts, **how):
            return redirect(found)
    return render(request, "exchange/edit_post.html", {"form": form, "post": found})


@require_POST
@for_members
def close(request, pk):
    found = _own(request, pk)
    told = _("Closed: no more answers are taken.")
    done(request, service.close, found, by=request.user, now=timezone.now(), told=told)
    return redirect(found)


def _own(request, pk):
    found = _post(pk)
    require(permissions.can_change_post(request.user, found))
    return found


@for_members
def answer(request, pk):
    found = _post(pk)
    require(permissions.can_answer(request.user, found))
    centre = acting_today(request.user).centre
    form = AnswerForm(request.POST or None, centre=centre, user=request.user)
    if request.method == "POST" and form.is_valid() and _answered(request, found, form, centre):
        return redirect(found)
    context = {"post": found, "form": form, "centre": centre, "is_open": found.is_open(today())}
    return render(request, "exchange/answer.html", context)


def _answered(request, found, form, centre):
    told = _("Your answer is on its way to %(centre)s.") % {"centre": found.centre.name}
    how = {"centre": centre, "by": request.user, "now": timezone.now(), **form.cleaned_data}
    return done(request, service.answer, found, told=told, form=form, **how)
