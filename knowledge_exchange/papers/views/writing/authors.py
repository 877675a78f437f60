"""Authors: a list that is added to, changed and ordered by plain buttons."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.attempts import attempt
from common.once import once
from knowledge_exchange.papers import two_people
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
        "stands": frozen_details.why_frozen(paper),
        "may_correct": two_people.can_propose_correction(request.user, paper),
    }
    return render(request, "knowledge_exchange/writing/authors.html", context)


@for_writers
@once
def add(request, paper, kind):
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    return _form_page(request, paper, form, authors.add, title=_("Add an author"))


@for_writers
def change(request, paper, pk):
    author = get_object_or_404(paper.author_list, pk=pk)
    form_class = CentreForm if author.centre_id else PersonForm
    form = form_class(request.POST if request.method == "POST" else None, instance=author)
    return _form_page(request, paper, form, authors.change, title=_("Change an author"))


@require_POST
@for_writers
@once
def act(request, paper, pk, verb):
    author, now = paper.author_list.filter(pk=pk).first(), timezone.now()
    if author is None:
        messages.error(request, _("This author was removed meanwhile."))
        return redirect("knowledge_exchange:write_authors", paper.slug)
    with attempt(request):
        if verb == "remove":
            authors.remove(paper, author, by=request.user, now=now)
        else:
            steps = -1 if verb == "up" else 1
            authors.move(paper, author, steps=steps, by=request.user, now=now)
    return redirect("knowledge_exchange:write_authors", paper.slug)


def _form_page(request, paper, form, save, *, title):
    if form.is_valid():
        with attempt(request) as saving:
            save(paper, form.save(commit=False), by=request.user, now=timezone.now())
        if saving.succeeded:
            return redirect("knowledge_exchange:write_authors", paper.slug)
    context = {"paper": paper, "form": form, "title": title}
    return render(request, "knowledge_exchange/writing/author.html", context)
