"""A passkey as a device keeps it: it answers what a page asks, without a browser."""

import hashlib
import json
import secrets

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

ORIGIN = "https://testserver"  # a passkey works on https, and on localhost; SITE_URL's host counts
FLAG = AuthenticatorData.FLAG


class Passkey:
    def __init__(self, host="testserver", origin=ORIGIN, *, knows_the_person=True):
        self.key, self.number = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.host, self.origin = hashlib.sha256(host.encode()).digest(), origin
        self.flags = FLAG.UP | (FLAG.UV if knows_the_person else 0)

    def made(self, options):
        """The answer to a page that adds a passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())
        kept = AttestedCredentialData.create(Aaguid(bytes(16)), self.number, public)
        data = AuthenticatorData.create(self.host, self.flags | FLAG.AT, 0, kept)
        return self._answer(
            {
                "clientDataJSON": self._said("webauthn.create", options),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            },
            {"credProps": {"rk": True}},
        )

    def signed(self, options, user=None):
        """The answer to a page that signs in or asks to confirm."""
        data = AuthenticatorData.create(self.host, self.flags, 0)
        said = self._said("webauthn.get", options)
        seen = hashlib.sha256(websafe_decode(said)).digest()
        signature = self.key.sign(bytes(data) + seen, ec.ECDSA(SHA256()))
        answer = {
            "clientDataJSON": said,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
        }
        if user is not None:
            answer["userHandle"] = websafe_encode(user_pk_to_url_str(user).encode())
        return self._answer(answer, {})

    def _said(self, kind, options):
        challenge = options["publicKey"]["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return websafe_encode(json.dumps(said).encode())

    def _answer(self, response, extensions):
        number = websafe_encode(self.number)
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions,
            }
        )
