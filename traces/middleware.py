"""Each request has a number: in its log lines, its traces, its answer and its error page."""

import logging
from collections.abc import Callable
from time import monotonic

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from traces import visits

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"


def numbered_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outermost, so that whatever refuses a request has its number too.

    What is bound stays until the next request of this thread: Django logs a refusal last of all.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = monotonic()
        request.number = visits.numbered(request.headers.get(HEADER, ""))  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.number)  # type: ignore[attr-defined]
        with visits.answering(request):
            response = get_response(request)
        response[HEADER] = request.number  # type: ignore[attr-defined]
        # Asked only where somebody has asked before: a public page reads no session for the log.
        person = getattr(request, "_cached_user", None)
        if person is not None and person.pk:
            structlog.contextvars.bind_contextvars(person=person.pk)
        facts = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round((monotonic() - started) * 1000),
        }
        log.info("request answered", extra=facts)
        return response

    return middleware
