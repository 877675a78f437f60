"""What a rule set's document may say. Free of Django, database and clock."""

from voting.rules.compare import (
    Pair,
    entries_side_by_side,
    flat,
    nested,
    words_side_by_side,
)
from voting.rules.format import (
    ALL,
    BASES,
    COMPARISONS,
    ENTRIES,
    FORMAT,
    FORMATS,
    SERIES,
    Rules,
    parse,
    upgraded,
)
from voting.rules.parsing import (
    LARGEST,
    Document,
    Json,
    RulesError,
    brief,
    canonical,
    fingerprint,
    load,
)
from voting.rules.words import in_words

__all__ = [
    "ALL",
    "BASES",
    "COMPARISONS",
    "ENTRIES",
    "FORMAT",
    "FORMATS",
    "LARGEST",
    "SERIES",
    "Document",
    "Json",
    "Pair",
    "Rules",
    "RulesError",
    "brief",
    "canonical",
    "entries_side_by_side",
    "fingerprint",
    "flat",
    "in_words",
    "load",
    "nested",
    "parse",
    "upgraded",
    "words_side_by_side",
]
