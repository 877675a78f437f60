"""Sign-in by the state: one OpenID Connect provider, by settings; allauth speaks with it.

It tells who somebody is by issuer and subject. Nothing else of what it says is asked for or kept:
no address, no name, no token of its own.
"""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from requests import RequestException

from common.silent_cache import if_it_answers
from members.register.id_tokens import IdTokenError, claims_of, counts_as_second_step

ID = "state"
CONFIRM = "confirm"  # the process in which somebody signed in says once more who they are
WELL_KNOWN = "/.well-known/openid-configuration"
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
CONFIG_KEPT = 600  # seconds: asked at most so often, however many people sign in


def is_on() -> bool:
    return bool(settings.OIDC_SERVER_URL)


def app() -> SocialApp:
    """As the settings say; a row that is never stored."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=ID,
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={
            "server_url": settings.OIDC_SERVER_URL,
            "scope": ["openid"],
            "oauth_pkce_enabled": True,
        },
    )


class Wire(OpenIDConnectOAuth2Adapter):
    """How allauth speaks with the provider, and what of its answers is believed."""

    nonce = ""

    def __init__(self, request: Any) -> None:
        super().__init__(request, ID)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself; raises OAuth2Error if it is silent or another."""
        if not hasattr(self, "_openid_config"):
            key = f"openid/{settings.OIDC_SERVER_URL}"
            config = if_it_answers(lambda: cache.get(key), None)
            if config is None:
                config = self._fetched(settings.OIDC_SERVER_URL + WELL_KNOWN)
                _must_be_the_provider(config)
                if_it_answers(lambda: cache.set(key, config, CONFIG_KEPT), None)
            self._openid_config = config
        return self._openid_config

    def get_callback_url(self, request: Any, app: SocialApp) -> str:
        return settings.SITE_URL + reverse("members:provider_callback")

    def complete_login(
        self, request: Any, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Whom the provider means: the issuer and the subject of a token that is in order."""
        config = self.openid_config
        try:
            claims = claims_of(
                kwargs["response"].get("id_token") or "",
                keys=self._fetched(config["jwks_uri"]),
                issuer=config["issuer"],
                client_id=app.client_id,
                nonce=self.nonce,
            )
        except IdTokenError as fault:
            raise OAuth2Error(str(fault)) from fault
        account = SocialAccount(provider=claims["iss"], uid=claims["sub"], extra_data={})
        login = SocialLogin(account=account, provider=self.get_provider())
        login.auth_time = claims.get("auth_time")
        login.asked_for_more = counts_as_second_step(claims, settings.OIDC_SECOND_FACTOR_ACR)
        return login

    def _fetched(self, url: str) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                response = session.get(url)
                response.raise_for_status()
                found = response.json()
        except RequestException as fault:
            raise OAuth2Error(type(fault).__name__) from fault
        if not isinstance(found, dict):
            raise OAuth2Error("not what was asked for")
        return found


def _must_be_the_provider(config: dict[str, Any]) -> None:
    """OpenID Connect Discovery 1.0, 4.3: it calls itself what it was asked by."""
    issuer = config.get("issuer")
    if not isinstance(issuer, str) or issuer.rstrip("/") != settings.OIDC_SERVER_URL:
        raise OAuth2Error("another issuer")
    scheme = settings.OIDC_SERVER_URL.partition("://")[0]
    for name in ADDRESSES:
        if not str(config.get(name, "")).startswith(f"{scheme}://"):
            raise OAuth2Error(f"no usable {name}")


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Wire

    def get_oauth2_adapter(self, request: Any) -> Wire:
        return Wire(request)


class CallbackView(OAuth2CallbackView):
    """allauth's, which hands on what was sent with the question."""

    def _get_state(self, request: Any, provider: Any) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state["nonce"]
        return state, response
