"""Two texts side by side, word by word. Standard library only."""

import re
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]")


def side_by_side(before, after):
    """Two lists of (text, differs), which read together give the two texts."""
    left, right = WORD.findall(before), WORD.findall(after)
    was, now = [], []
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        _add(was, "".join(left[a:b]), what != "equal")
        _add(now, "".join(right[c:d]), what != "equal")
    return was, now


def _add(parts, text, differs):
    if text:
        parts.append((text, differs))
