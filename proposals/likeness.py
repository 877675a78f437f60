"""Do two accounts look like one person's? A sign for people, never a proof."""

import re

from common.accounts import User
from common.folding import name_key


def look_like_one_person(one: User, other: User) -> bool:
    """The same name, telephone, or address but for case, dots and what follows a plus sign."""
    return any(
        ours and ours == theirs for ours, theirs in zip(_traits(one), _traits(other), strict=True)
    )


DIGITS = 9  # at the end of a telephone number, which is written with its country or without


def _traits(user: User) -> tuple[str, str, str]:
    mailbox, _at, host = user.email.casefold().partition("@")
    mailbox = mailbox.partition("+")[0].replace(".", "")
    digits = re.sub(r"\D", "", user.telephone)[-DIGITS:]
    telephone = digits if len(digits) == DIGITS else ""
    return " ".join(sorted(name_key(user.name).split())), f"{mailbox}@{host}", telephone
