"""Signing in at the state's provider, and connecting an account of it; nothing where it is off."""

import secrets
from functools import wraps

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import INTERNAL_RESET_SESSION_KEY, BaseReauthenticateView
from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.attempts import attempt
from members.register import provider as state
from members.register.provider_adapter import invited_by
from members.register.services import provider_links
from members.register.views.signing_in_again import by_the_other_factor


def where_it_is_on(view):
    @wraps(view)
    def page(request, *args, **kwargs):
        if not state.is_on():
            raise Http404
        return view(request, *args, **kwargs)

    return page


@login_not_required
@never_cache
@where_it_is_on
@require_POST
def sign_in(request):
    return _led_there(request, "login", next_url=get_next_redirect_url(request))


@login_not_required
@never_cache
@where_it_is_on
@require_safe
def callback(request):
    """Where the provider sends the browser back to."""
    try:
        answer = state.CallbackView.adapter_view(state.Wire(request))(request)
    except OAuth2Error as fault:  # raised before allauth begins to catch it
        return render_authentication_error(request, None, exception=fault)
    if not hasattr(request, "confirmed_for"):
        return answer
    # where allauth looks for it
    request.GET = QueryDict(urlencode({"next": request.confirmed_for}))
    own_start = get_account_adapter().get_login_redirect_url(request)
    return resume_request(request) or redirect(own_start)


class Confirm(BaseReauthenticateView):
    """To confirm who one is by signing in there anew; other ways stand below, where there are."""

    form_class = Form
    template_name = "members/provider_confirm.html"

    def form_valid(self, form):
        return _led_there(
            self.request,
            state.CONFIRM,
            next_url=get_next_redirect_url(self.request),
            auth_params={"prompt": "login", "max_age": "0"},
            user=self.request.user.pk,
            at=timezone.now().timestamp(),
        )


confirm = never_cache(where_it_is_on(Confirm.as_view()))


@never_cache
@where_it_is_on
@require_http_methods(["GET", "HEAD", "POST"])
@by_the_other_factor
def provider(request):
    """One's own account there: connected or not."""
    if request.method == "POST" and "disconnect" in request.POST:
        with attempt(request, success=_("The account is disconnected.")):
            provider_links.disconnect(request.user, now=timezone.now())
        return redirect("members:provider")
    if request.method == "POST":
        return _led_there(request, "connect", user=request.user.pk)
    context = {
        "account": provider_links.connected(request.user),
        "why_not_disconnect": provider_links.why_not_disconnect(request.user),
    }
    return render(request, "members/provider.html", context)


@login_not_required
@never_cache
@where_it_is_on
@require_POST
def connect_by_link(request, uidb36):
    """In place of a first password; the link is looked at again when the provider has answered."""
    link = {"uidb36": uidb36, "key": request.session.get(INTERNAL_RESET_SESSION_KEY, "")}
    user = invited_by(link)
    if user is None or provider_links.why_not_by_link(user):
        return redirect("account_reset_password_from_key", uidb36=uidb36, key="set-password")
    return _led_there(request, "login", link=link)


def _led_there(request, process, *, auth_params=None, **kept):
    """The question that allauth sends, with a state, a nonce and PKCE; all kept in the session."""
    if too_many := ratelimit.consume_or_429(request, action="login"):
        return too_many
    nonce = secrets.token_urlsafe(32)
    asked = {"nonce": nonce, **(auth_params or {})}
    there = get_adapter(request).get_provider(request, state.ID)
    try:
        return there.redirect(request, process, auth_params=asked, nonce=nonce, **kept)
    except OAuth2Error as fault:
        return render_authentication_error(request, there, exception=fault)
