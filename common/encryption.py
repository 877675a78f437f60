"""Encryption of what is kept or carried, with keys from the environment: one key a purpose."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from django.utils.crypto import salted_hmac


def fernet(purpose: str, secrets: Sequence[str]) -> MultiFernet:
    """The first secret encrypts; what any of the others encrypted is still opened."""
    return MultiFernet(
        Fernet(urlsafe_b64encode(salted_hmac(purpose, "", secret, algorithm="sha256").digest()))
        for secret in secrets
    )
