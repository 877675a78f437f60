"""Do two accounts look like one person's? A sign for people, never a proof."""

from common.accounts import User
from common.folding import name_key


def look_like_one_person(one: User, other: User) -> bool:
    """The same name, or the same address but for case, dots and what follows a plus sign."""
    return any(
        ours and ours == theirs for ours, theirs in zip(_traits(one), _traits(other), strict=True)
    )


def _traits(user: User) -> tuple[str, str]:
    mailbox, _at, host = user.email.casefold().partition("@")
    mailbox = mailbox.partition("+")[0].replace(".", "")
    return " ".join(sorted(name_key(user.name).split())), f"{mailbox}@{host}"
