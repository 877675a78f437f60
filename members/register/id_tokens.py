"""What an OpenID Connect provider says of a person in its ID token, believed if all is in order.

OpenID Connect Core 1.0, 3.1.3.7: by whom it is, for whom, signed, in time, and the answer to what
was asked. The signature counts however the token came, as no line of ours rests on the transport.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Any

import jwt

# By the provider's own key pair; never "none", nor a secret that somebody could take a key for.
ALGORITHMS = [
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 30  # seconds by which the two clocks may differ
LONGEST_SUBJECT = 191  # as long as allauth's column


class IdTokenError(Exception):
    """Not believed; the words name no person."""


def claims_of(
    id_token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """What the token says; raises `IdTokenError` if anything about it is wrong.

    `keys` is the provider's JWK set, `nonce` what was sent with the question.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            _key_for(id_token, keys),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as fault:
        raise IdTokenError(type(fault).__name__) from fault
    audience, party = claims["aud"], claims.get("azp", client_id)
    if (isinstance(audience, list) and len(audience) > 1 and "azp" not in claims) or (
        party != client_id
    ):
        raise IdTokenError("made for another party")
    if not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise IdTokenError("no answer to this question")
    subject = claims["sub"]
    if not subject.strip() or len(subject) > LONGEST_SUBJECT:
        raise IdTokenError("no subject that can be kept")
    return claims


def counts_as_second_step(claims: Mapping[str, Any], accepted: Sequence[str]) -> bool:
    """Does the provider say that it asked for more than a password, in words that are accepted?"""
    methods = claims.get("amr")
    said = {claims.get("acr"), *(methods if isinstance(methods, list) else ())}
    return any(word in accepted for word in said if isinstance(word, str))


def is_signed_in_since(auth_time: Any, since: datetime, now: datetime) -> bool:
    """Does `auth_time`, a claim in seconds, say that the person signed in there meanwhile?"""
    if isinstance(auth_time, bool) or not isinstance(auth_time, int | float):
        return False
    return since.timestamp() - LEEWAY <= auth_time <= now.timestamp() + LEEWAY


def _key_for(id_token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The key that the token names; where it names none, the provider's only one."""
    kid = jwt.get_unverified_header(id_token).get("kid")
    usable = [
        key
        for key in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if key.public_key_use in (None, "sig")
    ]
    named = [key for key in usable if kid is None or key.key_id == kid]
    if len(named) != 1:
        raise jwt.InvalidKeyError
    return named[0]
