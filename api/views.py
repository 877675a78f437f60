"""Pages about the API: how to use it, and a person's tokens."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from api import problems, services
from api.document import addresses, document
from api.forms import TokenForm
from api.permissions import can_hold_tokens
from common.attempts import attempt
from common.dates import network_day


@require_safe
@login_not_required
def about(request):
    context = {"addresses": addresses(), "site": settings.SITE_URL}
    return render(request, "api/about.html", context)


def openapi(request):
    return JsonResponse(document(), json_dumps_params={"indent": 1, "ensure_ascii": False})


def nothing_here(request, rest):
    return problems.not_found()


@never_cache
def tokens(request):
    """The secret is on the page that answers the form, and nowhere else."""
    if not can_hold_tokens(request.user):
        raise PermissionDenied
    today = network_day(timezone.now())
    form = TokenForm(request.POST or None)
    context = {"form": form, "today": today}
    if request.method == "POST" and form.is_valid():
        with attempt(request, form=form):
            token, secret = _make(request, form, today)
            context |= {"made": token, "secret": secret, "form": TokenForm()}
    context["tokens"] = [
        {"token": token, "is_live": token.is_live(today)} for token in request.user.api_tokens.all()
    ]
    return render(request, "api/tokens.html", context)


@reauthentication_required
def _make(request, form, today):
    """Whoever has the token needs no sign-in: it is made by somebody who has just proved theirs."""
    return services.make(**form.cleaned_data, by=request.user, on=today)


@never_cache
def revoke(request, pk):
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    if request.method != "POST":
        return render(request, "api/revoke.html", {"token": token})
    services.revoke(token, now=timezone.now())
    messages.success(request, _("The token %(name)s is revoked.") % {"name": token.name})
    return redirect("api:tokens")
