"""Letters with a link by which a person chooses the password of their sign-in."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.register.representation import Doing
from outbox.kinds import composes, letter


@composes("members.invitation")
def invitation(mail, now):
    representative = mail.about
    day = network_day(now)
    if representative.valid_until and representative.valid_until <= max(
        day, representative.valid_from
    ):
        return None
    return _with_password_link(
        "invitation",
        mail,
        {"representative": representative, "doing": Doing.beginning(representative)},
        why=_("You get this because you are to speak for a centre in the Network."),
    )


@composes("members.password_link")
def password_link(mail, now):
    why = _("You get this because somebody asked for a new password for this login.")
    return _with_password_link("password_link", mail, {}, why=why)


def _with_password_link(name, mail, context, *, why):
    """The link lets the person choose a password; it dies with its use or after three days."""
    token = default_token_generator.make_token(mail.user)
    place = {"uidb36": user_pk_to_url_str(mail.user), "key": token}
    return letter(
        f"members/mails/{name}.txt",
        context,
        why=why,
        action=(
            _("Choose your password"),
            reverse("account_reset_password_from_key", kwargs=place),
        ),
        secrets=[token],
    )
