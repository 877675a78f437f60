"""The page that a mailed link opens: a password is chosen.

By invitation a passkey, or an account at the state's provider, can take its place.
"""

from allauth.account import views
from allauth.account.internal import flows
from allauth.account.models import Login
from django.urls import reverse

from members.register import provider
from members.register.services import accounts


class PasswordFromLinkView(views.PasswordResetFromKeyView):
    def post(self, request, *args, **kwargs):
        """Signing in makes the link void, as a new password does; allauth's page does the rest.

        Whoever has neither password nor second step is asked for none before the first passkey.
        """
        if "passkey" not in request.POST or not self.reset_user.is_invited:
            return super().post(request, *args, **kwargs)
        accounts.prove_address(self.reset_user)
        return flows.login.perform_login(
            request, Login(user=self.reset_user, redirect_url=reverse("mfa_add_webauthn"))
        )

    def get_context_data(self, **kwargs):
        is_invited = getattr(self.reset_user, "is_invited", False)
        return {
            "is_invited": is_invited,
            "can_connect": is_invited and provider.is_on(),
            "uidb36": self.kwargs["uidb36"],
            **super().get_context_data(**kwargs),
        }


password_from_link = PasswordFromLinkView.as_view()
