"""Letters about tokens."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outbox.kinds import composes, letter


@composes("api.token_revoked")
def token_revoked(mail, now):
    return letter(
        "api/mails/token_revoked.txt",
        {"token": mail.about},
        why=_("You get this because it is about a token of yours for the Network's site."),
        action=(_("See your tokens"), reverse("api:tokens")),
    )
