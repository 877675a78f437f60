"""Made once, filled for each letter: what is the same in all that leave for the same reason."""

from secrets import token_hex


def with_slots(make, **signs):
    """What `make(**words)` makes, as a `%` format with a slot for each of the words.

    The slots are held by words that nobody can guess, so that nothing around them is taken for
    one. A sign is part of such a word, where what is made depends on the letters it is written in.
    """
    held = {name: token_hex(16) + sign for name, sign in signs.items()}
    made = make(**held).replace("%", "%%")
    for name, held_by in held.items():
        made = made.replace(held_by, f"%({name})s")
    return made
