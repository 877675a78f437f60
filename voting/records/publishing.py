"""The record as others may read it, a ballot's receipt, and what is public of our keys."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import TypedDict

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


def keys() -> list[tuple[str, str]]:
    """(key id, public key) of all keys that ever signed, the one in use first."""
    signer = moves.signer()
    now = (signer.key_id, signer.public_key)
    earlier = RecordEntry.objects.order_by().values_list("key", "public_key").distinct()
    return [now, *(key for key in earlier if key != now)]
