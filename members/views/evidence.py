"""Evidence as files: kept from a form, handed out to those who may see it, removed."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.services import applying
from members.views.access import for_applicant


def keep_evidence(application, criterion, form):
    facts = dict(form.cleaned_data)
    applying.add_evidence(
        application, criterion, upload=facts.pop("file"), now=timezone.now(), **facts
    )


@for_applicant
def evidence_file(request, application, pk):
    evidence = get_object_or_404(application.evidence.exclude(file=""), pk=pk)
    return send_file(evidence)


def send_file(evidence):
    """A stored file as a download, never shown inside our own pages."""
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.filename,
        content_type=evidence.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@for_applicant
def remove_evidence(request, application, pk):
    evidence = get_object_or_404(application.evidence, pk=pk)
    applying.remove_evidence(application, evidence)
    messages.success(request, _("“%(title)s” was removed.") % {"title": evidence.title})
    return redirect("members:application_section", application.reference, evidence.criterion)
