"""How allauth keeps second steps here: their secrets are encrypted in the database."""

from contextlib import suppress

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings

from common.encryption import fernet, fingerprint, secret_keys

PURPOSE = "members.second_steps"


class SecondStepAdapter(DefaultMFAAdapter):
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
