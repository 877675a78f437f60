"""Letters with a link by which a person chooses the password of their sign-in."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.register.centre_emails import WHY_MAILBOX, WHY_VOICE
from members.register.representation import Doing
from outbox.kinds import absolute, composes, letter


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
    """An invitation that is sent again welcomes; whoever has come in already needs a password."""
    if mail.user.is_invited:
        why = _("You get this because you are invited to the Network's site.")
        return _with_password_link("welcome_again", mail, {}, why=why)
    why = _("You get this because somebody asked for a new password for this account.")
    return _with_password_link("password_link", mail, {}, why=why)


@composes("members.founding_asked")
def founding_asked(mail, now):
    """To everybody who is invited; None once it was taken back, or has taken effect."""
    founding = mail.about
    if founding.sha256 != mail.details["sha256"] or not founding.is_waiting:
        return None
    line = founding.people.select_related("centre").get(user=mail.user)
    return _with_password_link(
        "founding_asked",
        mail,
        {"founding": founding, "line": line, "page": absolute(reverse("members:founding"))},
        why=_("You get this because you are invited to found the Network."),
    )


@composes("members.founded")
def founded(mail, now):
    agreements = mail.about.agreements.filter(sha256=mail.about.sha256)
    agreements = agreements.select_related("user", "centre")
    return letter(
        "members/mails/founded.txt",
        {"agreements": agreements},
        why=WHY_VOICE if mail.user else WHY_MAILBOX,
        action=(_("See the Network"), reverse("members:directory")),
    )


def _with_password_link(name, mail, context, *, why):
    """The link lets the person choose a password; `password_links.py` says how long it works."""
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
