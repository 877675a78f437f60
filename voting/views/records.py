"""The record of a vote, a centre's receipt, and how anybody verifies them."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from voting import verify
from voting.models import Ballot, Motion
from voting.permissions import entry_of
from voting.records import publishing
from voting.views.access import motion_for


@login_not_required
@never_cache
def record(request, pk):
    """Who may not see the motion does not learn that it exists."""
    motion = get_object_or_404(Motion.objects.past_draft().select_related("rule_set"), pk=pk)
    document = publishing.document_for(request.user, motion)
    if document is None:
        raise Http404
    return _download(document, f"record-{pk}.json")


@never_cache
def receipt(request, pk, number):
    """For those who vote for the centre; nobody else learns anything."""
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    if entry is None:
        raise PermissionDenied
    ballot = get_object_or_404(
        Ballot.objects.select_related("recorded"), entry=entry, sequence=number
    )
    document = publishing.receipt(ballot)
    if document is None:
        raise Http404
    return _download(document, f"receipt-{pk}-{number}.json")


def _download(document, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    layout = {"indent": 1, "ensure_ascii": False}
    return JsonResponse(document, json_dumps_params=layout, headers=headers)


@login_not_required
def verifying(request):
    return render(request, "voting/verifying.html", {"keys": publishing.signing_keys()})


@login_not_required
def verifier(request):
    """The program itself, as it stands here."""
    return FileResponse(
        Path(verify.__file__).open("rb"),
        as_attachment=True,
        filename="verify.py",
        content_type="text/x-python; charset=utf-8",
    )
