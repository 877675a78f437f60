"""The steps of the form: each is stored by itself, by its buttons or while somebody types."""

import secrets

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.edit_conflicts import Conflict
from common.refusals import Refused
from members.applications.evidence_forms import EvidenceForm
from members.applications.services import writing
from members.applications.views.access import for_applicant
from members.applications.views.answers import FORMS, SECTIONS
from members.applications.views.conflicts import in_words, sent
from members.applications.views.evidence import keep_evidence, say_what_was_kept
from members.enums import GUIDANCE, REQUIREMENTS, Criterion

WINDOW_LENGTH = 32


@for_applicant
def section(request, application, name):
    if not application.is_draft:
        messages.info(request, _("The application was submitted and can no longer be changed."))
        return redirect(application)
    form = step_form(application, name, request.POST if request.method == "POST" else None)
    if form.is_bound:
        return _posted(request, application, name, form)
    seen = writing.fingerprint(writing.content(application, name))
    return _page(request, application, name, form, seen=seen)


def step_form(application, name, data):
    held = writing.content(application, name)
    return FORMS[name](data, instance=application, initial={"text": held.get("text", "")})


def _posted(request, application, name, form):
    """Store what can be stored; whatever cannot stays on the page with the reason beside it."""
    evidence_form, kept = None, []
    seen, conflict = _save(request, application, name, form)
    if name in Criterion:
        evidence_form = EvidenceForm(request.POST, request.FILES)
        kept = keep_evidence(application, Criterion(name), evidence_form, now=timezone.now())
    wrong = not form.is_valid() or (evidence_form and evidence_form.errors)
    if not conflict and not wrong:
        return _onward(request, application, name)
    say_what_was_kept(request, kept)
    told = {"seen": seen, "conflict": conflict, "evidence_form": evidence_form}
    return _page(request, application, name, form, **told)


def _save(request, application, name, form):
    """Store what is valid; returns what the step reads like now, and what kept us from it."""
    form.full_clean()
    try:
        seen = writing.save_section(
            application,
            name,
            sent(form),
            seen=request.POST.get("seen"),
            window=request.POST.get("window", "")[:WINDOW_LENGTH],
            by=getattr(request, "collaborator", None),
            now=timezone.now(),
        )
    except Conflict as conflict:
        return writing.fingerprint(conflict.stored), in_words(conflict, form)
    return seen, None


def _page(request, application, name, form, *, seen, conflict=None, evidence_form=None):
    context = {
        "application": application,
        "name": name,
        "title": SECTIONS[name],
        "number": list(SECTIONS).index(name) + 1,
        "total": len(SECTIONS),
        "form": form,
        "seen": seen,
        "window": request.POST.get("window") or secrets.token_hex(8),
        "conflict": conflict,
        "unsaved": bool(conflict or form.errors),
    }
    if name not in Criterion:
        return _answer(request, "members/section.html", context)
    context |= {
        "requirement": REQUIREMENTS[Criterion(name)],
        "guidance": GUIDANCE[Criterion(name)],
        "evidence": application.evidence.filter(criterion=name),
        "evidence_form": evidence_form or EvidenceForm(),
        "statement_kept": form.is_bound and not context["unsaved"],
    }
    return _answer(request, "members/criterion.html", context)


def _answer(request, template, context):
    return render(request, template, context, status=409 if context["conflict"] else 200)


def _onward(request, application, name):
    """Where the pressed button leads: the next step, this one again, or the task list."""
    messages.success(request, _("Saved."))
    if "again" in request.POST:
        return redirect("members:application_section", application.reference, name)
    names = list(SECTIONS)
    following = names[names.index(name) + 1 :]
    if "leave" in request.POST:
        return redirect(application)
    if following:
        return redirect("members:application_section", application.reference, following[0])
    return redirect("members:check_answers", application.reference)


@require_POST
@for_applicant
def autosave(request, application, name):
    """The same while somebody types: what is valid is stored, in one transaction that writes."""
    form = step_form(application, name, request.POST)
    try:
        seen, conflict = _save(request, application, name, form)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=410)
    if conflict:
        shown = render_to_string("members/_conflict.html", {"conflict": conflict}, request)
        return JsonResponse({"seen": seen, "conflict": shown}, status=409)
    return JsonResponse({"seen": seen, "errors": form.errors})
