"""A PDF as the text of record, and the figures of a text written here."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.refusals import Refused
from knowledge_exchange.papers.services import figures, writing
from knowledge_exchange.papers.views.writing.access import draft_of, for_writers
from knowledge_exchange.papers.writing_forms import FigureForm, PdfForm


@for_writers
def pdf(request, paper):
    draft = draft_of(paper)
    if draft is None and paper.versions.exists():
        return redirect("knowledge_exchange:write_new_version", paper.slug)
    form = PdfForm(*_sent(request))
    if form.is_valid():
        upload, now = form.cleaned_data["upload"], timezone.now()
        try:
            writing.save_pdf(paper, upload, by=request.user, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The PDF file is the text of record now."))
        return redirect("knowledge_exchange:write", paper.slug)
    context = {"paper": paper, "draft": draft, "form": form}
    return render(request, "knowledge_exchange/writing/pdf.html", context)


@for_writers
def listing(request, paper):
    form = FigureForm(*_sent(request))
    if form.is_valid() and _add(request, paper, form):
        messages.success(request, _("The figure is kept. Show it by the line beside it."))
        return redirect("knowledge_exchange:write_figures", paper.slug)
    used = figures.used_in(paper)
    context = {
        "paper": paper,
        "form": form,
        "figures": [(figure, figure.name in used) for figure in paper.figures.all()],
    }
    return render(request, "knowledge_exchange/writing/figures.html", context)


def _add(request, paper, form):
    said = {name: form.cleaned_data[name] for name in ("name", "description")}
    try:
        figures.add(paper, form.redrawn, **said, by=request.user, now=timezone.now())
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return False
    return True


@require_POST
@for_writers
def remove(request, paper, pk):
    figure = get_object_or_404(paper.figures, pk=pk)
    try:
        figures.remove(figure)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The figure is removed."))
    return redirect("knowledge_exchange:write_figures", paper.slug)


def _sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()
