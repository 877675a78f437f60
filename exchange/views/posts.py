"""Requests and offers to collaborate: the list, a post, and what its centre does with it."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.attempts import attempt
from common.dates import network_day
from common.once import once
from exchange import permissions
from exchange.forms import AnswerForm, PostFilter, PostForm
from exchange.models import Post
from exchange.permissions import acting_today
from exchange.services import posts as service
from exchange.views.access import for_members, require

PER_PAGE = 20


def today():
    return network_day(timezone.now())


@for_members
@require_safe
def posts(request):
    form = PostFilter(request.GET)
    chosen = form.chosen(Post.objects.for_a_list(), today())
    context = {
        "form": form,
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(form.cleaned_data.values()),
        "can_post": permissions.can_post(request.user),
    }
    return render(request, "exchange/posts.html", context)


@for_members
@require_safe
def post(request, pk):
    """Answers: all for the centre that posted, its own for another; staff's are in the admin."""
    post = _post(pk)
    is_open = post.is_open(today())
    answers = []
    if acting := acting_today(request.user):
        answers = post.answers.visible_to_centre(acting.centre).select_related("centre", "by")
    context = {
        "post": post,
        "is_open": is_open,
        "is_own": permissions.can_change_post(request.user, post),
        "answers": answers,
        "can_answer": is_open and permissions.can_answer(request.user, post),
    }
    return render(request, "exchange/post.html", context)


def _post(pk):
    return get_object_or_404(Post.objects.for_a_list(), pk=pk)


@for_members
@once(words=("title", "text"))
def new(request):
    require(permissions.can_post(request.user))
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        published = service.publish(
            **form.facts,
            services=form.cleaned_data["services"],
            form_token=form.cleaned_data["form_token"],
            centre=acting_today(request.user).centre,
            by=request.user,
            now=timezone.now(),
        )
        return redirect(published)
    return render(request, "exchange/edit_post.html", {"form": form})


@for_members
def edit(request, pk):
    post = _own_post(request, pk)
    form = PostForm(request.POST or None, instance=post)
    if request.method == "POST" and form.is_valid():
        with attempt(request, success=_("Your changes are stored."), form=form) as tried:
            services = form.cleaned_data["services"]
            service.change(
                post, services=services, **form.facts, by=request.user, now=timezone.now()
            )
        if tried.succeeded:
            return redirect(post)
    return render(request, "exchange/edit_post.html", {"form": form, "post": post})


@require_POST
@for_members
def close(request, pk):
    post = _own_post(request, pk)
    with attempt(request, success=_("Closed: no more answers are taken.")):
        service.close(post, by=request.user, now=timezone.now())
    return redirect(post)


def _own_post(request, pk):
    post = _post(pk)
    require(permissions.can_change_post(request.user, post))
    return post


@for_members
@once(words=("text",))
def answer(request, pk):
    post = _post(pk)
    require(permissions.can_answer(request.user, post))
    centre = acting_today(request.user).centre
    form = AnswerForm(request.POST or None, centre=centre, user=request.user)
    if request.method == "POST" and form.is_valid():
        success = _("Your answer is on its way to %(centre)s.") % {"centre": post.centre.name}
        with attempt(request, success=success, form=form) as tried:
            service.answer(
                post, **form.cleaned_data, centre=centre, by=request.user, now=timezone.now()
            )
        if tried.succeeded:
            return redirect(post)
    context = {"post": post, "form": form, "centre": centre, "is_open": post.is_open(today())}
    return render(request, "exchange/answer.html", context)
