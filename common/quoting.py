"""Words that an outsider typed, in a letter of ours: a quotation, and nothing to click on. Pure.

Mail programs make links of whatever looks like one, in plain text too, so it is not enough to make
none ourselves. What they look for is a scheme or a dot within a name: those are written as those
who warn of addresses write them, "https[:]//example[.]org". It stays legible and can be typed by
whoever means to, and nothing invisible stands in it.
"""

import re

DOT_IN_A_NAME = re.compile(r"(?<=[^\W_])([.\u3002\uff0e\uff61])(?=[^\W\d_]{2})")
MARK = "> "


def quoted(text: str) -> str:
    """Each line after a mark that mail programs know; the letter's HTML makes a block of them."""
    lines = without_links(text).strip().splitlines()
    return "\n".join(f"{MARK}{line}".rstrip() for line in lines)


def without_links(text: str) -> str:
    return DOT_IN_A_NAME.sub(r"[\1]", text).replace("://", "[:]//")
