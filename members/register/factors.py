"""With what somebody signs in besides a password, in words; nothing of the secrets."""

from allauth.mfa.models import Authenticator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PREFETCHED = ("authenticator_set", "socialaccount_set")
WORDS = {
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
    Authenticator.Type.TOTP: gettext_lazy("authenticator app"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("recovery codes"),
}


def of(person):
    """Read from what was prefetched, for lists."""
    kinds = {step.type for step in person.authenticator_set.all()}
    words = [str(word) for kind, word in WORDS.items() if kind in kinds]
    if person.socialaccount_set.all():
        words.append(_("account of the state"))
    return capfirst(", ".join(words)) or _("nothing")
