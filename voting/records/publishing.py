"""The record as others may read it, a ballot's receipt, and what is public of our keys."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import Count, Max, Min, Q

from voting.models import Ballot, Motion, RecordEntry
from voting.permissions import Person, can_see_ballots, is_on_the_inside
from voting.records import moves, record_format


class OpenedWords(TypedDict):
    salt: str
    words: str


class Document(TypedDict):
    """The record as a file, as `verify.py` reads it."""

    format: str
    site: str
    motion: int
    scope: str  # "full", or "numbers" with the ballots' entries as bare hashes
    keys: dict[str, str]
    entries: list[dict[str, object]]
    texts: dict[str, OpenedWords]
    withheld: list[str]
    head: str


class Receipt(TypedDict):
    format: str
    site: str
    motion: int
    hash: str
    index: int | None
    body: dict[str, object]
    choice: str
    reason: str
    salt: str
    words_salt: str


def document_for(user: Person, motion: Motion) -> Document | None:
    """The record for this person; None before the count, and where they may not see the motion.

    The members get all of it. The public gets a certified one: with the ballots where the rules
    say so, else the numbers, with the ballots' entries as bare hashes; words never.
    """
    if not motion.is_counted or not motion.record.exists():
        return None
    if is_on_the_inside(user, motion):
        return document(motion)
    if not motion.is_published:
        return None
    return document(motion, full=can_see_ballots(user, motion), with_words=False)


def document(motion: Motion, *, full: bool = True, with_words: bool = True) -> Document:
    stored = list(motion.record.select_related("seal", "ballot"))
    names = [field.name for field in fields(record_format.Entry)]
    entries, bodies = [], []
    for row in stored:
        entry = {name: getattr(row, name) for name in names}
        if full or row.what in record_format.PUBLIC:
            entry["body"] = json.loads(row.body)
            bodies.append(entry["body"])
        entries.append(entry)
    with_seals = bodies + [ballot for body in bodies for ballot in body.get("ballots", ())]
    seals = {part["words"] for part in with_seals if part.get("words")}
    texts = {seal: opened for seal, opened in _texts(stored) if seal in seals and with_words}
    return {
        "format": record_format.FORMATS[motion.record_format],
        "site": motion.record_site,
        "motion": motion.pk,
        "scope": "full" if full else "numbers",
        "keys": {row.key: row.public_key for row in stored},
        "entries": entries,
        "texts": texts,
        "withheld": sorted(seals - texts.keys()),
        "head": stored[-1].hash,
    }


def _texts(stored: Iterable[RecordEntry]) -> Iterator[tuple[str, OpenedWords]]:
    """(seal, what opens it) for all words that are still kept."""
    for row in stored:
        if ballot := getattr(row, "ballot", None):
            words, salt = ballot.reason, ballot.words_salt
        elif seal := getattr(row, "seal", None):
            words, salt = seal.words, seal.words_salt
        else:
            continue
        if words:
            yield record_format.seal_words(words, salt), {"salt": salt, "words": words}


def receipt(ballot: Ballot) -> Receipt | None:
    """For the ballot's own centre: what opens its seal. None where the ballot has none.

    The entry's number comes with the count: before, it would tell how many changed their ballot.
    """
    entry: RecordEntry | None = getattr(ballot, "recorded", None)
    motion = ballot.entry.motion
    if entry is None:
        return None
    return {
        "format": record_format.RECEIPT_FORMAT,
        "site": motion.record_site,
        "motion": motion.pk,
        "hash": entry.hash,
        "index": entry.index if motion.is_counted else None,
        "body": json.loads(entry.body),
        "choice": ballot.choice,
        "reason": ballot.reason,
        "salt": ballot.salt,
        "words_salt": ballot.words_salt,
    }


def head(motion: Motion) -> str:
    """The chain's newest hash, short, that everybody may know of now; empty without a record."""
    newest = motion.record.publishable(motion).order_by("-index").first() if motion.pk else None
    return newest.hash[: record_format.SHORT] if newest else ""


@dataclass(frozen=True)
class SigningKey:
    """What is public of a key that signs, and from when to when it signed what everybody reads."""

    key_id: str
    public_key: str
    is_in_use: bool
    first_at: datetime | None = None
    last_at: datetime | None = None


def signing_keys() -> list[SigningKey]:
    """All keys that ever signed, the one in use first, then the latest.

    Times are of published records alone: those of others would tell of votes that are open.
    """
    signer, published = moves.signer(), Q(motion__certified_at__isnull=False)
    in_use = SigningKey(signer.key_id, signer.public_key, is_in_use=True)
    of_keys = RecordEntry.objects.order_by().values_list("key", "public_key")
    rows: Any = of_keys.annotate(
        first=Min("at", filter=published), last=Max("at", filter=published)
    )
    known = [
        SigningKey(key, public_key, key == signer.key_id, _moment(first), _moment(last))
        for key, public_key, first, last in rows.order_by("-last", "key")
    ]
    now = next((key for key in known if key.is_in_use), in_use)
    return [now, *(key for key in known if key != now)]


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def entries_by_key() -> dict[str, tuple[int, int]]:
    """How many entries of how many records each key signed, for whoever keeps the keys."""
    of_keys = RecordEntry.objects.order_by().values_list("key")
    rows: Any = of_keys.annotate(Count("pk"), Count("motion", distinct=True))
    return {key: (entries, motions) for key, entries, motions in rows}


def keys_of(motion: Motion) -> list[str]:
    """The ids of the keys that signed this record, in the order in which they did."""
    signed = motion.record.order_by("index").values_list("key", flat=True) if motion.pk else ()
    return list(dict.fromkeys(signed))


def unsigned_entries() -> list[tuple[int, int]]:
    """(motion, number) of each stored entry that its own key has not signed as it stands there."""
    numbers = dict(Motion.objects.values_list("pk", "record_format"))
    fields = ("motion", "index", "hash", "key", "public_key", "signature")
    rows = RecordEntry.objects.order_by("motion", "index").values_list(*fields)
    return [
        (motion, index)
        for motion, index, hashed, key, public_key, signature in rows.iterator()
        if not record_format.is_signed(
            hashed, numbers[motion], key=key, public_key=public_key, signature=signature
        )
    ]
