"""What becomes of an answer of the state's provider: who signs in, who is turned away, and why."""

import logging
from datetime import UTC, datetime

from allauth.account.forms import UserTokenForm
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.attempts import attempt
from members.register import provider as state
from members.register.id_tokens import is_signed_in_since
from members.register.services import provider_links

log = logging.getLogger(__name__)
_CAME_BACK = gettext_lazy("You came back without signing in there.")


class ProviderAdapter(DefaultSocialAccountAdapter):
    """No sign-up and no guess by an address: an account that nobody connected opens nothing."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def list_apps(self, request, provider=None, client_id=None):
        return [state.app()] if state.is_on() else []

    def get_provider(self, request, provider, client_id=None):
        return state.Provider(request, app=self.get_app(request, provider=provider))

    def get_requests_session(self):
        """What the provider answers counts where it was asked: no redirect is followed."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request, sociallogin):
        """Whoever was asked to connect an account does that; others sign in, or are told how."""
        sociallogin.token = None  # the provider's own: never kept, in no session either
        asked = sociallogin.state
        if asked["process"] == state.CONFIRM:
            raise ImmediateHttpResponse(_confirm(request, sociallogin))
        if asked["process"] == "connect":
            raise ImmediateHttpResponse(_connect(request, sociallogin))
        if link := asked.get("link"):
            _connect_by_link(request, sociallogin, link)
        if not sociallogin.is_existing:
            page = render(request, "members/provider_unknown.html", status=403)
            raise ImmediateHttpResponse(page)
        asked["second_step"] = sociallogin.asked_for_more

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        """Said in plain words; the log has the kind of the fault and nothing of the person."""
        asked = (extra_context or {}).get("state") or {}
        is_confirming = asked.get("process") == state.CONFIRM and request.user.is_authenticated
        if is_confirming and error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(_not_confirmed(request, asked, _CAME_BACK))
        if error == AuthError.CANCELLED:
            messages.info(request, _CAME_BACK)
            place = "members:provider" if request.user.is_authenticated else "account_login"
            raise ImmediateHttpResponse(redirect(place))
        log.warning("no sign-in by the provider: %s (%s)", error, type(exception).__name__)
        if is_confirming:
            why = _("What came back could not be verified, or came too late. Begin again.")
            raise ImmediateHttpResponse(_not_confirmed(request, asked, why))
        raise ImmediateHttpResponse(render(request, "members/provider_failed.html", status=401))


class SecondStepStage(AuthenticateStage):
    """allauth's; not asked where the provider asked for as much, if the settings say it counts."""

    def handle(self):
        by_provider = (self.login.signal_kwargs or {}).get("sociallogin")
        if by_provider and by_provider.state.get("second_step"):
            return None, True
        return super().handle()


def invited_by(link):
    """Whose mailed link this is, as long as it works; or None."""
    form = UserTokenForm(data=link)
    return form.reset_user if form.is_valid() else None


def _confirm(request, sociallogin):
    """Only the account that this person connected counts, and only if it was signed in to anew."""
    asked, account = sociallogin.state, sociallogin.account
    if not request.user.is_authenticated or request.user.pk != asked["user"]:
        messages.error(request, _("Somebody else began this. Nothing was confirmed."))
        return redirect("account_login")
    own = provider_links.connected(request.user)
    if own is None or (own.provider, own.uid) != (account.provider, account.uid):
        why = _("That is another account of %s than the one that you connected.")
        return _not_confirmed(request, asked, why % settings.OIDC_NAME)
    since, signed_in = datetime.fromtimestamp(asked["at"], UTC), sociallogin.auth_time
    if signed_in is not None and not is_signed_in_since(signed_in, since, timezone.now()):
        why = _("%s did not ask you to sign in anew. Sign out there, then begin again.")
        return _not_confirmed(request, asked, why % settings.OIDC_NAME)
    record_authentication(request, request.user, method="socialaccount", reauthenticated=True)
    request.confirmed_for = asked.get("next", "")  # the view goes on with it
    return redirect(request.confirmed_for or "home")


def _not_confirmed(request, asked, why):
    messages.error(request, why)
    page = reverse("members:provider_confirm")
    return redirect(f"{page}?{urlencode({'next': asked['next']})}" if asked.get("next") else page)


def _connect(request, sociallogin):
    if request.user.is_authenticated and request.user.pk == sociallogin.state["user"]:
        account = sociallogin.account
        with attempt(request, success=_("The account is connected. You can sign in with it.")):
            provider_links.connect(
                request.user, issuer=account.provider, subject=account.uid, now=timezone.now()
            )
    return redirect("members:provider")


def _connect_by_link(request, sociallogin, link):
    user, account = invited_by(link), sociallogin.account
    if user is None:
        raise ImmediateHttpResponse(redirect("account_reset_password_from_key", **link))
    with attempt(request) as tried:
        sociallogin.account = provider_links.connect_by_link(
            user, issuer=account.provider, subject=account.uid, now=timezone.now()
        )
        sociallogin.user = user
    if not tried.succeeded:
        raise ImmediateHttpResponse(redirect("account_login"))
