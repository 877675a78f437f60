"""The steps of the form: each is stored by itself, by its buttons or while somebody types."""

import secrets

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.edit_conflicts import Conflict, fingerprint
from common.once import once
from members.applications.evidence_forms import EvidenceForm
from members.applications.form_fields import SECTIONS, STATEMENT
from members.applications.forms import STEP_FORMS
from members.applications.services import writing
from members.applications.views.access import for_applicant
from members.applications.views.edit_conflicts import arrived, in_words
from members.applications.views.evidence import keep_evidence, say_what_was_kept
from members.enums import GUIDANCE, REQUIREMENTS, Criterion

WINDOW_LENGTH = 32


def brings_evidence(request):
    """Texts may be stored again and again; a file or a link is kept once."""
    return bool(request.FILES or request.POST.get("link"))


@for_applicant
@once(when=brings_evidence)
def section(request, application, name):
    """Store what can be stored; whatever cannot stays on the page with the reason beside it."""
    if not application.is_draft:
        messages.info(request, _("The application was submitted and can no longer be changed."))
        return redirect(application)
    form = step_form(application, name, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        seen = fingerprint(writing.content(application, name))
        return _page(request, application, name, form, seen=seen)
    evidence_form, kept = None, []
    seen, conflict = _save(request, application, name, form)
    if SECTIONS[name].is_criterion:
        evidence_form = EvidenceForm(request.POST, request.FILES, whose=application.reference)
        kept = keep_evidence(application, name, evidence_form, now=timezone.now())
    if conflict or form.errors or (evidence_form and evidence_form.errors):
        say_what_was_kept(request, kept)
        details = {"seen": seen, "conflict": conflict, "evidence_form": evidence_form}
        return _page(request, application, name, form, **details)
    messages.success(request, _("Saved."))
    if "again" in request.POST:
        return redirect("members:application_section", application.reference, name)
    if "leave" in request.POST:
        return redirect(application)
    names = list(SECTIONS)
    if following := names[names.index(name) + 1 :]:
        return redirect("members:application_section", application.reference, following[0])
    return redirect("members:check_answers", application.reference)


def step_form(application, name, data):
    text = writing.content(application, name).get(STATEMENT.name, "")
    return STEP_FORMS[name](data, instance=application, initial={STATEMENT.name: text})


def _save(request, application, name, form):
    """Store what is valid; returns what the step reads like now, and what kept us from it."""
    form.full_clean()
    try:
        seen = writing.save_section(
            application,
            name,
            arrived(form),
            seen=request.POST.get("seen"),
            window=request.POST.get("window", "")[:WINDOW_LENGTH],
            by=request.collaborator,
            now=timezone.now(),
        )
    except Conflict as conflict:
        return fingerprint(conflict.stored), in_words(conflict, form)
    return seen, None


def _page(request, application, name, form, *, seen, conflict=None, evidence_form=None):
    context = {
        "application": application,
        "name": name,
        "title": SECTIONS[name].label,
        "number": list(SECTIONS).index(name) + 1,
        "total": len(SECTIONS),
        "form": form,
        "seen": seen,
        "window": request.POST.get("window") or secrets.token_hex(8),
        "conflict": conflict,
        "unsaved": bool(conflict or form.errors),
    }
    template, status = "members/section.html", 409 if conflict else 200
    if SECTIONS[name].is_criterion:
        template = "members/criterion.html"
        context |= {
            "requirement": REQUIREMENTS[Criterion(name)],
            "guidance": GUIDANCE[Criterion(name)],
            "evidence": application.evidence.filter(criterion=name),
            "evidence_form": evidence_form or EvidenceForm(),
            "statement_kept": form.is_bound and not context["unsaved"],
        }
    return render(request, template, context, status=status)


@require_POST
@for_applicant
def autosave(request, application, name):
    """The same while somebody types: what is valid is stored, in one transaction that writes."""
    form = step_form(application, name, request.POST)
    with attempt(request, form=form) as tried:
        seen, conflict = _save(request, application, name, form)
    if tried.refusal:
        return JsonResponse({"message": str(tried.refusal)}, status=410)
    if conflict:
        shown = render_to_string("members/_conflict.html", {"conflict": conflict}, request)
        return JsonResponse({"seen": seen, "conflict": shown}, status=409)
    return JsonResponse({"seen": seen, "errors": form.errors})
