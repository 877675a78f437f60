"""Coming in by a passkey, and confirming with one: allauth's views, where ours differ.

One that is not recognised is said on the page itself: nobody loses their way or their words.
"""

from allauth.account.internal.decorators import login_not_required
from allauth.mfa.webauthn import views
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView


@method_decorator(login_not_required, name="dispatch")
class SignInView(views.LoginWebAuthnView):
    pass


class ConfirmView(views.ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        return FormView.form_invalid(self, form)


sign_in = SignInView.as_view()
confirm = ConfirmView.as_view()
