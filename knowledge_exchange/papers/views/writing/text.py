"""The editor: by its buttons, while somebody types, and as it will read."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import markdown
from common.attempts import trial
from common.comparing import compare
from common.edit_conflicts import Conflict
from knowledge_exchange.papers import shown_figures
from knowledge_exchange.papers.enums import SavedHow
from knowledge_exchange.papers.services import writing
from knowledge_exchange.papers.views.writing.access import draft_of, for_writers
from knowledge_exchange.papers.writing_forms import TextForm

WINDOW_LENGTH = 32


@for_writers
def text(request, paper):
    """The editor; where there is no text to write now, the page that there is instead."""
    if request.method == "POST":
        return _save_by_hand(request, paper)
    draft = draft_of(paper)
    if draft is None and paper.versions.exists():
        return redirect("knowledge_exchange:write_new_version", paper.slug)
    if draft and draft.is_uploaded and "instead" not in request.GET:
        return redirect("knowledge_exchange:write_pdf", paper.slug)
    if draft and not draft.can_be_written:
        messages.info(request, _("The text stands still while it is being cleared."))
        return redirect("knowledge_exchange:write", paper.slug)
    form = TextForm(initial={"body": draft.body if draft else ""})
    return _page(request, paper, form, seen=draft.saves if draft else 0)


def _save_by_hand(request, paper):
    """Whatever is wrong, what was typed stays on the page."""
    form, seen = TextForm(request.POST), request.POST.get("seen", "")
    if "preview" in request.POST or not form.is_valid():
        return _page(request, paper, form, seen=seen)
    with trial() as saving:
        _save(request, paper, form, how=SavedHow.BY_HAND)
    if isinstance(saving.refusal, Conflict):
        seen, conflict = saving.refusal.stored["saves"], in_words(saving.refusal, form)
        return _page(request, paper, form, seen=seen, conflict=conflict)
    if saving.refusal:
        messages.error(request, str(saving.refusal))
        return _page(request, paper, form, seen=seen)
    messages.success(request, _("Saved."))
    page = "write_text" if "again" in request.POST else "write"
    return redirect(f"knowledge_exchange:{page}", paper.slug)


def _save(request, paper, form, *, how):
    seen = request.POST.get("seen", "")
    return writing.save_text(
        paper,
        form.cleaned_data["body"],
        by=request.user,
        now=timezone.now(),
        seen=int(seen) if seen.isascii() and seen.isdigit() else 0,
        window=request.POST.get("window", "")[:WINDOW_LENGTH],
        how=how,
        instead="instead" in request.POST,
    )


def in_words(conflict, form):
    """Both texts side by side, paragraph by paragraph."""
    rows = compare(conflict.stored["body"], form.cleaned_data["body"])
    return {"rows": [row for row in rows if row.is_changed], "saved": conflict.saved}


def _page(request, paper, form, *, seen, conflict=None):
    typed = form["body"].value() or ""
    context = {
        "paper": paper,
        "form": form,
        "seen": seen,
        "window": request.POST.get("window") or secrets.token_hex(8),
        "conflict": conflict,
        "unsaved": form.is_bound,
        "instead": "instead" in request.GET or "instead" in request.POST,
        "text": _rendered(paper, typed),
        "figures": paper.figures.all(),
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    status = 409 if conflict else 200
    return render(request, "knowledge_exchange/writing/text.html", context, status=status)


def _rendered(paper, typed):
    return markdown.render(typed, figures=shown_figures.on_page(paper))


@require_POST
@for_writers
def preview(request, paper):
    text = _rendered(paper, request.POST.get("body", ""))
    return render(request, "knowledge_exchange/writing/_preview.html", {"text": text})


@require_POST
@login_not_required
def autosave(request, slug):
    """The answers that static/js/autosave.js knows; whoever is signed out is told so."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return _save_while_typing(request, slug)


@for_writers
def _save_while_typing(request, paper):
    form = TextForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"seen": request.POST.get("seen", ""), "errors": form.errors})
    with trial() as saving:
        saved = _save(request, paper, form, how=SavedHow.TYPING)
        return JsonResponse({"seen": saved.saves, "errors": {}})
    if isinstance(saving.refusal, Conflict):
        context = {"conflict": in_words(saving.refusal, form)}
        html = render_to_string("knowledge_exchange/writing/_conflict.html", context, request)
        seen = saving.refusal.stored["saves"]
        return JsonResponse({"seen": seen, "conflict": html}, status=409)
    return JsonResponse({"message": str(saving.refusal)}, status=410)
