"""What people type and paste, without what nobody sees. Pure: no Django.

It comes in this way by every form and table, and goes out this way where an old row still holds
more. What is hashed, frozen or only grows is never rewritten: only what is shown of it is.
"""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

# What Unicode calls control and format characters (Cc, Cf), among them the marks that turn the
# direction of writing; what it lets every program leave out (Default_Ignorable_Code_Point, such as
# variation selectors and Hangul fillers); halves of pairs and what is no character at all, which
# XML 1.0 forbids with the control characters. Tabs and line breaks are for what follows.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891"
    "\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
    + "".join(f"{chr(at)}{chr(at + 1)}" for at in range(0x1FFFE, 0x110000, 0x10000))
)
# The two that join and part letters (U+200C, U+200D) stay between letters of the scripts that are
# misspelt without them, from Arabic to Sinhala. In Latin, Greek and Cyrillic names they do nothing.
JOINED = "\u0620-\u08ff\u0900-\u0dff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
HIDDEN = re.compile(
    f"[{INVISIBLE}]|(?<![{JOINED}])[\u200c\u200d]+|[\u200c\u200d]+(?![{JOINED}\u200c\u200d])"
)
LINE_BREAK = re.compile("\r\n|[\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
BLANKS = re.compile(r"[\s\u2800]+")
UNBROKEN = ("\u00a0", "\u202f")  # "10 %" stays in one line


def has_hidden(text: str) -> bool:
    return HIDDEN.search(text) is not None


def without_hidden(text: str) -> str:
    return HIDDEN.sub("", text)


def one_line(text: str) -> str:
    """In one line, with one blank where there are several; empty if nothing of it can be seen."""
    text = normalize("NFC", without_hidden(text))
    return BLANKS.sub(lambda run: run[0] if run[0] in UNBROKEN else " ", text).strip()


def several_lines(text: str) -> str:
    """With line breaks as one character each, before anybody counts them."""
    return normalize("NFC", to_write(text))


def to_write(text: str) -> str:
    """For a file that another program reads: as it is stored, less what may break that program."""
    return without_hidden(LINE_BREAK.sub("\n", text).replace("\x1f", " "))


def all_to_write(value: Any) -> Any:
    """The same for all texts in what becomes JSON."""
    if isinstance(value, str):
        return to_write(value)
    if isinstance(value, Mapping):
        return {name: all_to_write(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [all_to_write(part) for part in value]
    return value
