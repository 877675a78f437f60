"""How allauth behaves here: no sign-up, and its one mail goes through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse
from django.utils import timezone

from members.register.services import accounts


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Logins come with a centre or a post in the secretariat, never by signing up."""
        return False

    def get_login_redirect_url(self, request):
        """Staff come to work at the desk; everybody else sees the home page first."""
        if request.user.is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def send_mail(self, template_prefix, email, context):
        """A forgotten password is the only reason for allauth to write."""
        if template_prefix == "account/email/password_reset_key":
            accounts.mail_password_link(context["user"], now=timezone.now())
