"""The result as files: minutes, CSV, JSON. Whoever sees the result page gets the same content."""

import csv

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from common.downloads import waits_while_made
from common.typed_text import all_to_write
from voting.records import minutes
from voting.views.access import counted_for

BOM = "\ufeff"  # spreadsheets take the file for UTF-8 only with it


@login_not_required
@never_cache
@waits_while_made
def as_pdf(request, pk):
    motion = _counted(request.user, pk)
    return _file(minutes.pdf(request.user, motion), "application/pdf", f"minutes-{pk}.pdf")


@login_not_required
@never_cache
def as_csv(request, pk):
    motion = _counted(request.user, pk)
    response = _file(BOM, "text/csv; charset=utf-8", f"result-{pk}.csv")
    csv.writer(response).writerows(minutes.table(request.user, motion))
    return response


@login_not_required
@never_cache
def as_json(request, pk):
    motion = _counted(request.user, pk)
    result = all_to_write(minutes.as_dict(request.user, motion))
    return JsonResponse(result, json_dumps_params={"indent": 1, "ensure_ascii": False})


def _counted(user, pk):
    motion = counted_for(user, pk)
    if motion is None:
        raise Http404
    return motion


def _file(content, kind, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
