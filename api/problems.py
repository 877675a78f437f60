"""Errors as application/problem+json (RFC 9457)."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from ninja.errors import HttpError, ValidationError

MEDIA_TYPE = "application/problem+json"


def problem(status, detail="", **more):
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def handle(api):
    """Let this API tell every error as a problem."""
    api.add_exception_handler(Http404, lambda request, fault: not_found())
    api.add_exception_handler(PermissionDenied, lambda request, fault: forbidden())

    @api.exception_handler(HttpError)
    def http_error(request, fault):
        if fault.status_code == 401:
            response = problem(401, "A valid token is needed: Authorization: Bearer p2i_…")
            response["WWW-Authenticate"] = "Bearer"
            return response
        return problem(fault.status_code, str(fault))

    @api.exception_handler(ValidationError)
    def wrong_parameters(request, fault):
        errors = [
            {"parameter": str(error["loc"][-1]), "detail": error["msg"]} for error in fault.errors
        ]
        return problem(400, "Some parameters do not fit.", errors=errors)


def not_found():
    return problem(404, "There is nothing at this address.")


def forbidden():
    return problem(403, "This token's person may not read this.")
