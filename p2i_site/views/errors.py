"""What is shown when a page cannot be."""

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import escape_leading_slashes


def bad_request(request, exception=None):
    context = {"back": escape_leading_slashes(request.path)} if request.method == "POST" else {}
    if isinstance(exception, TooManyFilesSent):
        context["most_files"] = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    return render(request, "400.html", context, status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Asks nothing of the database or of a context processor: they may be the fault."""
    return HttpResponseServerError(render_to_string("500.html"))
