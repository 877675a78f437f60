"""What a rule set's document may say. Standard library only: no Django, database or clock."""

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
from voting.rules.reading import LARGEST, RulesError, brief, load
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
    "Proxy",
    "Rules",
    "RulesError",
    "Threshold",
    "brief",
    "canonical",
    "fingerprint",
    "in_words",
    "load",
    "parse",
    "upgraded",
]
