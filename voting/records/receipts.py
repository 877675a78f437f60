"""A ballot's receipt: a short code that says nothing of the choice to whoever lacks our key."""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

LENGTH = 16  # of 32 letters each: eighty bits
SIZE_OF_A_GROUP = 4


def of(ballot, key=None):
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


def still_holds(ballot):
    """The ballot is still the one that the receipt was written for; keys of earlier years count."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(ballot.receipt, of(ballot, key)) for key in keys)


def tidy(typed):
    """A code as it was typed or pasted, in the form in which it is stored."""
    return _grouped("".join(letter for letter in typed.upper() if letter.isalnum()))


def _grouped(letters):
    return "-".join(
        letters[at : at + SIZE_OF_A_GROUP] for at in range(0, len(letters), SIZE_OF_A_GROUP)
    )
