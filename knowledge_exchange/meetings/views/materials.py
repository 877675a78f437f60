"""Materials of a meeting: added by those who organise it, handed out to those who may see them."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.attempts import attempt
from common.once import once
from knowledge_exchange.meetings.forms import MaterialForm, UploadForm
from knowledge_exchange.meetings.models import Material, MaterialVersion
from knowledge_exchange.meetings.permissions import can_add_material
from knowledge_exchange.meetings.services import materials
from knowledge_exchange.meetings.views.meetings import visible_meeting


@once
def add(request, number):
    meeting = visible_meeting(request.user, number)
    form = MaterialForm(*_posted(request), meeting=meeting)
    return _add(request, meeting, form, materials.add, meeting, title=_("Add a material"))


@once
def add_version(request, pk):
    visible = Material.objects.visible_to(request.user).select_related("meeting")
    material = get_object_or_404(visible, pk=pk)
    form = UploadForm(*_posted(request))
    title = _("New version of “%(title)s”") % {"title": material.title}
    return _add(request, material.meeting, form, materials.add_version, material, title=title)


def _posted(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _add(request, meeting, form, service, target, *, title):
    """Show the form, and store the file with `service`; what is refused stays on the page."""
    if not can_add_material(request.user, meeting):
        raise PermissionDenied
    if form.is_valid():
        details = {**form.cleaned_data}
        upload = details.pop("file")
        with attempt(request, success=_("The file is stored."), form=form) as storing:
            service(target, upload=upload, by=request.user, now=timezone.now(), **details)
        if storing.succeeded:
            return redirect(meeting)
    context = {"meeting": meeting, "form": form, "title": title}
    return render(request, "knowledge_exchange/meetings/add_material.html", context)


@require_safe
@login_not_required
def file(request, pk, number):
    """The only way to a file: whoever may not see the material finds nothing here."""
    visible = Material.objects.visible_to(request.user)
    versions = MaterialVersion.objects.filter(material__in=visible)
    version = get_object_or_404(versions, material=pk, number=number)
    response = FileResponse(
        version.file.open("rb"),
        as_attachment=True,
        filename=version.name,
        content_type=version.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
