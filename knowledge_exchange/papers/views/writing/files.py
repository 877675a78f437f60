"""A PDF as the text of record, and the figures of a text written here."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.once import once
from knowledge_exchange.papers.services import figures, writing
from knowledge_exchange.papers.views.writing.access import draft_of, for_writers
from knowledge_exchange.papers.writing_forms import FigureForm, PdfForm


@for_writers
@once
def pdf(request, paper):
    draft = draft_of(paper)
    if draft is None and paper.versions.exists():
        return redirect("knowledge_exchange:write_new_version", paper.slug)
    form = PdfForm(*_posted(request))
    if form.is_valid():
        with attempt(request, success=_("The PDF file is the text of record now.")):
            upload = form.cleaned_data["upload"]
            writing.save_pdf(paper, upload, by=request.user, now=timezone.now())
        return redirect("knowledge_exchange:write", paper.slug)
    context = {"paper": paper, "draft": draft, "form": form}
    return render(request, "knowledge_exchange/writing/pdf.html", context)


@for_writers
@once
def listing(request, paper):
    form = FigureForm(*_posted(request))
    if form.is_valid():
        success = _("The figure is kept. Show it by the line beside it.")
        with attempt(request, success=success, form=form, field="name") as adding:
            names = {name: form.cleaned_data[name] for name in ("name", "description")}
            figures.add(paper, form.redrawn, **names, by=request.user, now=timezone.now())
        if adding.succeeded:
            return redirect("knowledge_exchange:write_figures", paper.slug)
    used = figures.used_in(paper)
    context = {
        "paper": paper,
        "form": form,
        "figures": [(figure, figure.name in used) for figure in paper.figures.all()],
    }
    return render(request, "knowledge_exchange/writing/figures.html", context)


@require_POST
@for_writers
def remove(request, paper, pk):
    figure = get_object_or_404(paper.figures, pk=pk)
    with attempt(request, success=_("The figure is removed.")):
        figures.remove(figure)
    return redirect("knowledge_exchange:write_figures", paper.slug)


def _posted(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()
