"""Everything of an application as a download."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.downloads import waits_while_made
from common.typesetting import TypesetterMissingError
from members.applications import dossier
from members.applications.permissions import can_see_evidence
from members.applications.views.access import for_applicant


@require_safe
@for_applicant
@waits_while_made
def dossier_pdf(request, application):
    try:
        content = dossier.pdf(application, now=timezone.now())
    except TypesetterMissingError:
        messages.error(request, _("The PDF cannot be made right now. The archive holds it all."))
        return redirect(application)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{application.reference}.pdf"'
    return response


@require_safe
@for_applicant
def dossier_archive(request, application):
    if not can_see_evidence(request.collaborator, application):
        raise PermissionDenied
    packed = dossier.archive(application, now=timezone.now())
    return FileResponse(
        packed,
        as_attachment=True,
        filename=f"{application.reference}.zip",
        content_type="application/zip",
    )
