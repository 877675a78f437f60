"""Pages that speak for the whole Network."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string


@login_not_required
def home(request):
    return render(request, "home.html")


@login_not_required
def contact(request):
    return render(request, "contact.html")


@login_not_required
def health(request):
    return JsonResponse({"ok": True})


@login_not_required
def demo_mailbox(request):
    return render(request, "demo_mailbox.html")


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Asks nothing of the database, of the session or of a context processor: they may be the fault."""
    return HttpResponseServerError(render_to_string("500.html"))
