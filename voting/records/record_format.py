"""The record of a motion: canonical JSON, a chain of hashes, signatures, sealed ballots and words.

No Django, database or clock. `voting/verify.py` reads what is written here and shares no line
with it. The record holds no words that people typed and no choice: only their seals.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORMATS = {1: "p2i-record/1", 2: "p2i-record/2"}  # a record keeps the one it began with
RECEIPT_FORMAT = "p2i-receipt/1"
LARGEST = 2**53 - 1  # beyond it JSON's numbers are no longer exact everywhere
SEED_BYTES = 32
PUBLIC = ("opened", "extended", "closed", "certified")  # no ballot, no person's act but of office
SHORT = 16  # letters of a head as people compare it


def canonical(value: object) -> bytes:
    """The bytes of RFC 8785 for strings, whole numbers, true, false, null, lists and objects."""
    return _as_text(value).encode()


def _as_text(value: object) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{value} is too large for the record")
        return str(int(value))
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_as_text, value))}]"
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("an object of the record has names that are not text")
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return f"{{{','.join(f'{_as_text(name)}:{_as_text(value[name])}' for name in names)}}}"
    raise TypeError(f"{type(value).__name__} has no place in the record")


def digest(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(32)


# --- Seals ------------------------------------------------------------------------------


def seal_words(words: str, salt: str) -> str:
    """What stands in the record for words that people typed; nothing for no words."""
    return digest({"salt": salt, "words": words}) if words else ""


def seal_ballot(ballot: str, choice: str, words: str, salt: str) -> str:
    """The commitment to a choice; `words` is the seal of the reason."""
    return digest({"ballot": ballot, "choice": choice, "salt": salt, "words": words})


# --- The chain --------------------------------------------------------------------------


def root(site: str, motion: int, number: int) -> str:
    """What the first entry follows, so that a record belongs to one motion of one site.

    `number` is the one of its format.
    """
    return digest({"format": FORMATS[number], "motion": motion, "site": site})


@dataclass(frozen=True)
class Entry:
    """One link. The hash is over all but itself and the signature, and over the body's hash."""

    index: int
    previous: str
    at: str
    what: str
    body_sha256: str
    key: str
    hash: str
    signature: str

    def as_dict(self) -> dict[str, int | str]:
        return asdict(self)


def link(
    signer: "Signer",
    number: int,
    *,
    index: int,
    previous: str,
    at: str,
    what: str,
    body: Mapping[str, object],
) -> Entry:
    """The next link of a record in the format of this number."""
    body_sha256, key = digest(body), signer.key_id
    hashed = digest(
        {
            "index": index,
            "previous": previous,
            "at": at,
            "what": what,
            "body_sha256": body_sha256,
            "key": key,
        }
    )
    return Entry(index, previous, at, what, body_sha256, key, hashed, signer.sign(hashed, number))


def instant(moment: datetime) -> str:
    """An instant as it stands in the record; `moment` is in UTC."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


# --- The key ----------------------------------------------------------------------------


class UnreadableKeyError(ValueError):
    """The signing key cannot be read; the text says what it has to be."""


class Signer:
    """Signs with the seed of an Ed25519 key in base64."""

    def __init__(self, seed: str) -> None:
        try:
            raw = base64.b64decode(seed, validate=True)
        except ValueError:
            raw = b""
        if len(raw) != SEED_BYTES:
            raise UnreadableKeyError(f"RECORD_SIGNING_KEY has to be {SEED_BYTES} bytes in base64")
        self._key = Ed25519PrivateKey.from_private_bytes(raw)
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public_key = base64.b64encode(public).decode()
        self.key_id = hashlib.sha256(public).hexdigest()

    def sign(self, hashed: str, number: int) -> str:
        signed = self._key.sign(f"{FORMATS[number]}\n{hashed}".encode())
        return base64.b64encode(signed).decode()


def is_signed(hashed: str, number: int, *, key: str, public_key: str, signature: str) -> bool:
    """Whether the key with this id has signed that hash, in a record of that format."""
    try:
        public = base64.b64decode(public_key, validate=True)
        signed = base64.b64decode(signature, validate=True)
        known = Ed25519PublicKey.from_public_bytes(public)
        known.verify(signed, f"{FORMATS[number]}\n{hashed}".encode())
    except (InvalidSignature, ValueError):
        return False
    return hashlib.sha256(public).hexdigest() == key


def new_seed() -> str:
    return base64.b64encode(secrets.token_bytes(SEED_BYTES)).decode()
