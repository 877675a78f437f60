"""How allauth keeps second steps here: their secrets are encrypted in the database.

A passkey has no secret to be encrypted: its row holds the public key, the number and the name that
the person gave it. The private key never leaves their device, and whoever reads the row can sign in
nowhere with it.
"""

from contextlib import suppress
from typing import ClassVar
from urllib.parse import urlsplit

from allauth.account.utils import user_display
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.encryption import fernet, fingerprint, secret_keys

PURPOSE = "members.second_steps"


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This was not recognised. Enter the code that the app shows now, or try the passkey "
            "once more."
        ),
        "unverified_email": gettext_lazy(
            "Your address has not been confirmed yet. Ask for a link with “Forgot your password?”, "
            "choose a password by it, and come back."
        ),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host of SITE_URL: a passkey works there and nowhere else, on no copy of the site."""
        host = urlsplit(settings.SITE_URL).hostname or ""
        return {"id": host, "name": settings.NETWORK_SHORT_NAME}

    def get_public_key_credential_user_entity(self, user) -> dict:
        """As a device lists its passkeys."""
        kept = super().get_public_key_credential_user_entity(user)
        return {**kept, "display_name": user_display(user) or user.email}

    def get_totp_issuer(self) -> str:
        return settings.NETWORK_SHORT_NAME

    def generate_authenticator_name(self, user, type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return encrypted_text  # from before there was a key; `encrypt_again` ends that


def secrets() -> list[str]:
    """The encryption keys; without one, and for what was kept before there was one, the secret."""
    return [*settings.ENCRYPTION_KEYS, *secret_keys()]


def keys() -> MultiFernet:
    return fernet(PURPOSE, secrets())


def which_key(kept: str) -> str:
    """The fingerprint of the key that opens what is kept; "" where none of ours does."""
    for secret in secrets():
        with suppress(InvalidToken):
            fernet(PURPOSE, [secret]).decrypt(kept.encode())
            return fingerprint(secret)
    return ""
