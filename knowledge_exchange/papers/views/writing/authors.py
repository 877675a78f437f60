"""Authors: a list that is added to, changed and ordered by plain buttons."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.refusals import Refused
from knowledge_exchange.papers.services import authors, frozen_details
from knowledge_exchange.papers.views.writing.access import for_writers
from knowledge_exchange.papers.writing_forms import CentreForm, PersonForm

FORMS = {"person": PersonForm, "centre": CentreForm}


@require_safe
@for_writers
def listing(request, paper):
    context = {
        "paper": paper,
        "authors": paper.author_list.select_related("centre"),
        "stands": frozen_details.why_it_stands(paper, by=request.user),
    }
    return render(request, "knowledge_exchange/writing/authors.html", context)


@for_writers
def add(request, paper, kind):
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(request, authors.add, paper, form.save(commit=False)):
        return _back(paper)
    return _form_page(request, paper, form, title=_("Add an author"))


@for_writers
def change(request, paper, pk):
    author = get_object_or_404(paper.author_list, pk=pk)
    form_class = CentreForm if author.centre_id else PersonForm
    form = form_class(request.POST if request.method == "POST" else None, instance=author)
    if form.is_valid() and _done(request, authors.change, paper, form.save(commit=False)):
        return _back(paper)
    return _form_page(request, paper, form, title=_("Change an author"))


@require_POST
@for_writers
def act(request, paper, pk, verb):
    author = paper.author_list.filter(pk=pk).first()
    if author is None:
        messages.error(request, _("This author was removed meanwhile."))
    elif verb == "remove":
        _done(request, authors.remove, paper, author)
    else:
        _done(request, authors.move, paper, author, steps=-1 if verb == "up" else 1)
    return _back(paper)


def _done(request, service, paper, author, **how):
    try:
        service(paper, author, by=request.user, now=timezone.now(), **how)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _back(paper):
    return redirect("knowledge_exchange:write_authors", paper.slug)


def _form_page(request, paper, form, *, title):
    context = {"paper": paper, "form": form, "title": title}
    return render(request, "knowledge_exchange/writing/author.html", context)
