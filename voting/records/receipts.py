"""A ballot's receipt: a short code that says nothing of the choice to whoever lacks our key."""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from voting.models import Ballot, RollEntry

LENGTH = 16  # of 32 letters each: eighty bits
SIZE_OF_A_GROUP = 4


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


def still_holds(ballot: Ballot) -> bool:
    """The ballot is still the one that the receipt was written for; keys of earlier years count."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(ballot.receipt, code_of(ballot, key)) for key in keys)


def find(entry: RollEntry, code: str) -> Ballot | None:
    """The entry's ballot with this receipt, however it was typed; never another entry's."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return entry.ballots.filter(receipt=_grouped(letters)).first() if letters else None


def _grouped(letters: str) -> str:
    return "-".join(
        letters[at : at + SIZE_OF_A_GROUP] for at in range(0, len(letters), SIZE_OF_A_GROUP)
    )
