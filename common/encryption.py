"""Encryption of what is kept or carried, with keys from the environment: one key a purpose."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def fernet(purpose: str, secrets: Sequence[str]) -> MultiFernet:
    """The first secret encrypts; what any of the others encrypted is still opened."""
    return MultiFernet(
        Fernet(urlsafe_b64encode(salted_hmac(purpose, "", secret, algorithm="sha256").digest()))
        for secret in secrets
    )


def secret_keys() -> list[str]:
    """The one in use first, then those of earlier years that are still taken."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def fingerprint(secret: str) -> str:
    """Which key it was, to whoever holds it; of the key itself it tells nothing."""
    return salted_hmac("common.fingerprint", "", secret, algorithm="sha256").hexdigest()[:16]
