"""A table as a file to download, and a calendar as one to subscribe to."""

from collections.abc import Callable
from functools import wraps

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from common.made_once import BusyError
from common.spreadsheets import Table, csv_lines, xlsx_file

View = Callable[..., HttpResponseBase]
RETRY_AFTER = 10  # seconds
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_download(table: Table, filename: str, title: str) -> HttpResponseBase:
    """Line by line as the table is read; `title` is for files that have room for one."""
    response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def xlsx_download(table: Table, filename: str, title: str) -> HttpResponseBase:
    file = xlsx_file(table, title)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)


def waits_while_made(view: View) -> View:
    """For a file that is made once for all: who comes while it is made is told to come back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BusyError:
            page = render(request, "503.html", {"seconds": RETRY_AFTER}, status=503)
            page["Retry-After"] = str(RETRY_AFTER)
            return page

    return answer


def kept_by_its_reader(view: View) -> View:
    """A calendar asks whether there is anything new, and gets the file only then (by its ETag)."""
    asked_each_time = cache_control(private=True, no_cache=True)
    return asked_each_time(conditional_page(view))


def calendar_file(content: bytes, filename: str) -> HttpResponse:
    """Shown to calendars that come to read it, and to no search engine."""
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


SHEETS: dict[str, Callable[[Table, str, str], HttpResponseBase]] = {
    "csv": csv_download,
    "xlsx": xlsx_download,
}
