"""What is shown when a page cannot be."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from api.problems import problem
from common import form_stamps

A_MINUTE = 60  # over which allauth counts the forms that it answers so: a test compares


def bad_request(request, exception=None):
    if request.path.startswith(reverse("api:openapi").removesuffix("openapi.json")):
        return problem(400, "This address was not understood.")
    context = {"back": escape_leading_slashes(request.path)} if request.method == "POST" else {}
    if isinstance(exception, TooManyFilesSent):
        context["most_files"] = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    return render(request, "400.html", context, status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """Whoever has signed in or out in another window meanwhile is where they wanted to be.

    Everything else is shown again with what was typed, if the form was made for who is here now:
    not a visitor's, which anybody can have made.
    """
    if request.path == reverse("account_logout"):
        return redirect("account_logout")
    if request.path == reverse("account_login") and request.user.is_authenticated:
        following = urlencode({"next": request.POST.get("next", "")})
        return redirect(f"{request.path}?{following}")
    response = render(request, "403_csrf.html", status=403)
    stamp = form_stamps.read(request)
    if stamp and (stamp.person or request.path == reverse("account_login")):
        response.typed_again = _(
            "The page had expired, so nothing was sent. Send the form once more."
        )
    return response


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def too_many_requests(request):
    """Of a form of the sign-in or of a login: it is shown again with what it held but passwords.

    What is carried through the sign-in goes on being carried (`p2i_site.typed_again`).
    """
    response = render(request, "429.html", {"again": request.get_full_path()}, status=429)
    response["Retry-After"] = str(A_MINUTE)
    response.typed_again = _(
        "Too many forms were sent from your connection, so this one was not read. Try again in a "
        "minute."
    )
    return response


def server_error(request):
    """Asks nothing of the database or of a context processor: they may be the fault."""
    return HttpResponseServerError(
        render_to_string("500.html", {"number": getattr(request, "number", "")})
    )
