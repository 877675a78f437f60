"""The record as others may read it, a ballot's receipt, and what is public of our keys."""

import json

from voting.models import RecordEntry
from voting.permissions import can_see_ballots, is_on_the_inside
from voting.records import record, recording


def document_for(user, motion):
    """The record for this person; None before the count, and where they may not see the motion.

    The members get all of it. The public gets a certified one: with the ballots where the rules
    say so, else the numbers, with the ballots' entries as bare hashes; words never.
    """
    if not motion.is_counted or not motion.record.exists():
        return None
    if is_on_the_inside(user, motion):
        return document(motion)
    if not motion.is_certified:
        return None
    return document(motion, full=can_see_ballots(user, motion), with_words=False)


def document(motion, *, full=True, with_words=True):
    stored = list(motion.record.select_related("seal", "ballot"))
    entries = [_entry(row, full or row.what in record.PUBLIC) for row in stored]
    seals = _seals(entries)
    texts = {seal: opened for seal, opened in _texts(stored) if seal in seals and with_words}
    return {
        "format": record.FORMAT,
        "site": motion.record_site,
        "motion": motion.pk,
        "scope": "full" if full else "numbers",
        "keys": {row.key: row.public_key for row in stored},
        "entries": entries,
        "texts": texts,
        "withheld": sorted(seals - texts.keys()),
        "head": stored[-1].hash,
    }


def _entry(row, with_body):
    names = record.Entry.__dataclass_fields__
    entry = {name: getattr(row, name) for name in names}
    return {**entry, "body": json.loads(row.body)} if with_body else entry


def _seals(entries):
    """The seals of words that these entries show."""
    bodies = [entry["body"] for entry in entries if "body" in entry]
    shown = bodies + [ballot for body in bodies for ballot in body.get("ballots", ())]
    return {part["words"] for part in shown if part.get("words")}


def _texts(stored):
    """(seal, what opens it) for all words that are still kept."""
    for row in stored:
        if ballot := getattr(row, "ballot", None):
            words, salt = ballot.reason, ballot.words_salt
        elif seal := getattr(row, "seal", None):
            words, salt = seal.words, seal.words_salt
        else:
            continue
        if words:
            yield record.seal_words(words, salt), {"salt": salt, "words": words}


def receipt(ballot):
    """For the ballot's own centre: what opens its seal. None where the ballot has none.

    The entry's number comes with the count: before, it would tell how many changed their ballot.
    """
    entry, motion = getattr(ballot, "recorded", None), ballot.entry.motion
    if entry is None:
        return None
    return {
        "format": record.RECEIPT_FORMAT,
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


def head(motion):
    """The chain's newest hash, short, that everybody may know of now; empty without a record."""
    newest = motion.record.publishable(motion).order_by("-index").first() if motion.pk else None
    return newest.hash[: record.SHORT] if newest else ""


def keys():
    """(key id, public key) of all keys that ever signed, the one in use first."""
    signer = recording.signer()
    now = (signer.key_id, signer.public_key)
    known = RecordEntry.objects.order_by().values_list("key", "public_key").distinct()
    return [now, *(key for key in known if key != now)]
