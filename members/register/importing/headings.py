"""Where a table begins: below what office programs and people put above the headings. No Django."""

from collections.abc import Iterable, Sequence

from common.typed_text import one_line

KEY = "slug"
# The names of one of these make a row the headings: of the register, or of ministries.
NEEDED = ({KEY}, {"name", "country"}, {"ministry", "country"})
HEAD = 20  # rows within which the headings stand


def names_in(texts: Iterable[str]) -> list[str]:
    return [one_line(text).lower() for text in texts]


def are_headings(texts: Iterable[str]) -> bool:
    found = set(names_in(texts))
    return any(needed <= found for needed in NEEDED)


def place_of_headings(rows: Iterable[Sequence[str]]) -> int | None:
    """How many rows stand above the headings; None where there are no headings."""
    for place, texts in enumerate(rows):
        if place >= HEAD:
            return None
        if are_headings(texts):
            return place
    return None
