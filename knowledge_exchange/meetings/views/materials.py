"""Materials of a meeting: added by those who organise it, handed out to those who may see them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.refusals import Refused
from knowledge_exchange import permissions
from knowledge_exchange.meetings.forms import MaterialForm, UploadForm
from knowledge_exchange.meetings.models import Material, MaterialVersion
from knowledge_exchange.meetings.services import materials
from knowledge_exchange.meetings.views.meetings import visible_meeting


def add(request, number):
    meeting = visible_meeting(request.user, number)
    _require(request.user, meeting)
    form = MaterialForm(*_sent(request), meeting=meeting)
    if form.is_valid() and _kept(request, form, materials.add, meeting):
        return redirect(meeting)
    context = {"meeting": meeting, "form": form, "title": _("Add a material")}
    return render(request, "knowledge_exchange/meetings/add_material.html", context)


def add_version(request, pk):
    visible = Material.objects.visible_to(request.user).select_related("meeting")
    material = get_object_or_404(visible, pk=pk)
    _require(request.user, material.meeting)
    form = UploadForm(*_sent(request))
    if form.is_valid() and _kept(request, form, materials.add_version, material):
        return redirect(material.meeting)
    title = _("New version of “%(title)s”") % {"title": material.title}
    context = {"meeting": material.meeting, "form": form, "title": title}
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


def _require(user, meeting):
    if not permissions.can_add_material(user, meeting):
        raise PermissionDenied


def _sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _kept(request, form, act, target):
    """What a service refuses is said beside the file."""
    said = {**form.cleaned_data, "upload": form.cleaned_data["file"]}
    del said["file"]
    try:
        act(target, by=request.user, now=timezone.now(), **said)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return False
    messages.success(request, _("The file is stored."))
    return True
