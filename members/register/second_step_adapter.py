"""How allauth keeps second steps here: their secrets are encrypted in the database."""

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings

from common.encryption import fernet


class SecondStepAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return encrypted_text  # from before there was a key; `encrypt_again` ends that


def keys() -> MultiFernet:
    """The encryption keys; without one, and for what was kept before there was one, the secret."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return fernet("members.second_steps", [*settings.ENCRYPTION_KEYS, *secrets])
