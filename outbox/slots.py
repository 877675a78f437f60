"""Made once, filled for each letter: what is the same in all that leave for the same reason."""

from collections.abc import Callable
from secrets import token_hex


def with_slots(make: Callable[..., str], **signs: str) -> str:
    """What `make(**words)` makes, as a `%` format with a slot for each of the words.

    The slots are held by words that nobody can guess, so that nothing around them is taken for
    one. A sign is part of such a word, where what is made depends on the letters it is written in.
    """
    placeholders = {name: token_hex(16) + sign for name, sign in signs.items()}
    text = make(**placeholders).replace("%", "%%")
    for name, placeholder in placeholders.items():
        text = text.replace(placeholder, f"%({name})s")
    return text
