"""ORCID iDs: sixteen digits, the last of which checks the others (ISO 7064, MOD 11-2)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SHAPE = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")


def check_orcid(value: str) -> None:
    digits = value.replace("-", "")
    if not SHAPE.fullmatch(value) or digits[-1] != check_digit(digits[:-1]):
        raise ValidationError(_("This is no ORCID iD. It looks like 0000-0002-1825-0097."))


def check_digit(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
