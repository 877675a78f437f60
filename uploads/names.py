"""A name for a file as its author gave it, less what file systems forbid. Pure: no Django."""

import re

from common.typed_text import one_line

# With what goes before it in an archive it stays below the 255 that file systems take.
MOST_BYTES = 200
LONGEST_ENDING = 10  # characters, without the dot
FORBIDDEN = re.compile(r'[:*?"<>|]')
# Windows keeps these for devices, whatever ending follows.
RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE
)


def as_typed(name: str) -> str:
    """The last part of a path, in one line and one spelling: what a person calls the file."""
    return one_line(re.split(r"[/\\]", name)[-1])


def safe_name(name: str) -> str:
    """Of at most `MOST_BYTES`, the same when it is made safe again."""
    kept = FORBIDDEN.sub("_", as_typed(name)).strip(" .") or "file"
    if RESERVED.match(kept):
        kept = f"_{kept}"
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        return _cut(kept, MOST_BYTES)
    tail = dot + ending
    return _cut(stem, MOST_BYTES - len(tail.encode())) + tail


def _cut(text: str, most: int) -> str:
    """Whole characters of it; nothing ends in a blank or a dot."""
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(" .") or "file"
