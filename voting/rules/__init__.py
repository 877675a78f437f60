"""What a rule set's document may say. Standard library only: no Django, database or clock."""

from voting.rules.compare import (
    Pair,
    entries_side_by_side,
    flat,
    nested,
    words_side_by_side,
)
from voting.rules.document import (
    BASES,
    COMPARISONS,
    FORMAT,
    FORMATS,
    PROXIES,
    UNITS,
    Extension,
    Proxy,
    Rules,
    Threshold,
    canonical,
    fingerprint,
    parse,
    upgraded,
)
from voting.rules.parsing import LARGEST, RulesError, brief, load
from voting.rules.words import in_words

__all__ = [
    "BASES",
    "COMPARISONS",
    "FORMAT",
    "FORMATS",
    "LARGEST",
    "PROXIES",
    "UNITS",
    "Extension",
    "Pair",
    "Proxy",
    "Rules",
    "RulesError",
    "Threshold",
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
