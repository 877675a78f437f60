"""How long an emailed link to choose a password works: an invitation's longer than any other."""

from datetime import timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils.http import base36_to_int

from members.register.models import User

LASTS = timedelta(days=3)  # PASSWORD_RESET_TIMEOUT is that of an invitation


class PasswordLinks(EmailAwarePasswordResetTokenGenerator):
    """allauth's, but for whoever has signed in or has a password a link is over sooner."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        if not super().check_token(user, token):
            return False
        seconds = self._num_seconds(self._now()) - base36_to_int(str(token).partition("-")[0])
        return (user is not None and user.is_invited) or seconds <= LASTS.total_seconds()
