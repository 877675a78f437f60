"""How allauth behaves here: no sign-up, and its mails are noted in the outbox."""

from smtplib import SMTPException
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from outbox import services as outbox


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Logins come with a centre or a post in the secretariat, never by signing up."""
        return False

    def send_mail(self, template_prefix, email, context):
        """Send at once, because the letter holds a secret, and note it without the text."""
        message = self.render_mail(template_prefix, email, context)
        fault = ""
        try:
            message.send()
        except (SMTPException, OSError) as refusal:
            fault = type(refusal).__name__
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            return  # an address without a login leaves no trace of who asked
        outbox.keep_sent_at_once(
            f"members.{template_prefix.rpartition('/')[2]}",
            key=f"accounts:{uuid4()}",
            to=email,
            user=user,
            about=user,
            subject=message.subject,
            text=_("The text holds a secret and is not kept."),
            now=timezone.now(),
            why=fault,
        )
