"""Evidence: kept from a form, described, removed, and handed out to those who may see it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.edit_conflicts import Conflict, fingerprint
from members.applications.evidence_forms import FactsForm
from members.applications.permissions import can_see_evidence
from members.applications.services import writing
from members.applications.services.writing import AlreadyThere, NoRoom
from members.applications.views.access import for_applicant
from members.applications.views.edit_conflicts import arrived, in_words
from traces.services import note_download
from uploads.room import NoRoomError


def keep_evidence(application, criterion, form, *, now, answering=None):
    """Store what may be kept and return it; what may not is said in the form.

    Where facts are wrong, the form holds what was kept: corrected, they are stored with that.
    """
    form.is_valid()  # each file is looked at once
    kept, before = [], list(application.evidence.filter(pk__in=form.kept_before))
    for piece in form.pieces():
        try:
            kept.append(
                writing.add_evidence(application, criterion, now=now, answering=answering, **piece)
            )
        except AlreadyThere as refusal:
            if refusal.evidence not in before:
                form.refuse(piece["title"], str(refusal))
        except (NoRoom, NoRoomError) as refusal:
            form.refuse(piece["title"], str(refusal))
    if form.has_wrong_facts:
        form.kept = before + kept
    else:
        for evidence in before:
            writing.describe_evidence(application, evidence, form.facts_of_kept())
        if len(before) < len(form.kept_before):
            form.add_error(None, _("This piece of evidence was removed meanwhile."))
    return kept


def say_what_was_kept(request, kept):
    """When the page comes back because of something else, these need not be chosen again."""
    if kept:
        request.was_partly_kept = True  # asked by `once`
        titles = get_text_list([f"“{evidence.title}”" for evidence in kept], _("and"))
        messages.success(request, _("Kept as evidence: %(titles)s.") % {"titles": titles})


@for_applicant
def evidence_file(request, application, pk):
    return hand_out(request.collaborator, application, pk)


def hand_out(viewer, application, pk, *, reads_the_motion=False):
    """A stored file to download, never shown inside our own pages: every door to one leads here."""
    if not can_see_evidence(viewer, application, reads_the_motion=reads_the_motion):
        raise PermissionDenied
    evidence = get_object_or_404(application.evidence.exclude(file=""), pk=pk)
    note_download(viewer, evidence)
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.filename,
        content_type=evidence.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@for_applicant
def change_evidence(request, application, pk):
    """What is stated of a file or link: its title, language, dates and pages."""
    evidence = get_object_or_404(application.evidence, pk=pk)
    stored, conflict = writing.facts_of(evidence), None
    form = FactsForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_valid():
        try:
            seen = request.POST.get("seen")
            writing.describe_evidence(application, evidence, arrived(form), seen=seen)
            messages.success(request, _("Saved."))
            return _back(application, evidence)
        except Conflict as overtaken:
            stored, conflict = overtaken.stored, in_words(overtaken, form)
    context = {
        "application": application,
        "evidence": evidence,
        "form": form,
        "seen": fingerprint(stored),
        "conflict": conflict,
    }
    status = 409 if conflict else 200
    return render(request, "members/change_evidence.html", context, status=status)


@require_POST
@for_applicant
def remove_evidence(request, application, pk):
    evidence = get_object_or_404(application.evidence, pk=pk)
    writing.remove_evidence(application, evidence)
    messages.success(request, _("“%(title)s” was removed.") % {"title": evidence.title})
    return _back(application, evidence)


def _back(application, evidence):
    """To the page that the evidence is added on."""
    if application.is_draft:
        return redirect("members:application_section", application.reference, evidence.criterion)
    return redirect("members:answer_question", application.reference, evidence.clarification_id)
