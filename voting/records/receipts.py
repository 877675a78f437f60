"""A ballot's receipt: a short code that says nothing of the choice to whoever lacks our key."""

import base64
from collections import Counter
from enum import StrEnum

from django.db.models import Count
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.debug import sensitive_variables

from common.encryption import fingerprint, secret_keys
from voting.models import Ballot, RollEntry
from voting.records import moves

LENGTH = 16  # of 32 letters each: eighty bits
SIZE_OF_A_GROUP = 4


class Finding(StrEnum):
    """What a receipt says of its ballot."""

    HOLDS = "holds"
    ALTERED = "altered"
    CANNOT_BE_CHECKED = "cannot be checked"  # its key is gone: this says nothing of the ballot


@sensitive_variables()
def give(ballot: Ballot) -> None:
    """Its code, and which key made it."""
    ballot.receipt, ballot.receipt_key = code_of(ballot), fingerprint(secret_keys()[0])


@sensitive_variables()
def code_of(ballot: Ballot, key: str | None = None) -> str:
    """Bound to the entry, the number, the choice and the time of a ballot; grouped to be read."""
    facts = [
        ballot.entry_id,
        ballot.sequence,
        ballot.choice,
        ballot.cast_at.timestamp(),
        ballot.form_token,
    ]
    digest = salted_hmac("voting.receipt", ":".join(map(str, facts)), key, algorithm="sha256")
    return _grouped(base64.b32encode(digest.digest()).decode()[:LENGTH])


@sensitive_variables()
def check(ballot: Ballot) -> Finding:
    """Whether the ballot is still the one that the receipt was written for.

    Its entry in the record tells an altered one without any key. Where the key is lost, nothing
    is said against a ballot that the record still vouches for.
    """
    if hasattr(ballot, "recorded") and not moves.is_as_recorded(ballot):
        return Finding.ALTERED
    keys = secret_keys()
    if any(constant_time_compare(ballot.receipt, code_of(ballot, key)) for key in keys):
        return Finding.HOLDS
    if ballot.receipt_key in map(fingerprint, keys):
        return Finding.ALTERED
    return Finding.CANNOT_BE_CHECKED


def find(entry: RollEntry, code: str) -> Ballot | None:
    """The entry's ballot with this receipt, however it was typed; never another entry's."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return entry.ballots.filter(receipt=_grouped(letters)).first() if letters else None


def count_by_key() -> Counter[str]:
    """How many receipts each key made, by its fingerprint; under "" those of which nobody knows."""
    with_one = Ballot.objects.exclude(receipt="").order_by().values_list("receipt_key")
    return Counter(dict(with_one.annotate(Count("pk"))))


def _grouped(letters: str) -> str:
    return "-".join(
        letters[at : at + SIZE_OF_A_GROUP] for at in range(0, len(letters), SIZE_OF_A_GROUP)
    )
