"""Addresses of people, in the one form in which they are kept, compared and mailed to.

Small letters, nothing invisible, and the domain as the mail server takes it: IDNA 2008 (RFC 5891)
after the mapping of UTS 46, so that `straße.example` is no other's `strasse.example`. Before the @
stand plain letters, unless a setting says that the mail server takes others (SMTPUTF8, RFC 6531).
"""

import re
from typing import Any
from unicodedata import name, normalize

import idna
from django.conf import settings
from django.core.validators import EmailValidator

from common.typed_text import without_hidden

BEFORE = re.compile(r"(?:mailto:|<)+", re.IGNORECASE)
NAMED = re.compile(r"[^<>@]*<([^<>@]+@[^<>@]+)>[,;]*")  # as mail programs write "Zoe <zoe@…>"
BLANKS = re.compile(r"[\s\u2800]+")
LONGEST_LOCAL_PART = 64  # bytes; RFC 5321, 4.5.3.1
LETTERS_BEYOND_ASCII = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
LOOK_ALIKE = {"LATIN", "GREEK", "CYRILLIC"}  # alphabets of which one address has one
NO_ADDRESS, LETTERS, QUOTES, LOCAL_PART, DOMAIN = (
    *("no address", "letters", "quotes", "local part", "domain"),
)


class AddressError(ValueError):
    """Nothing can be mailed there; it says why by one of the constants above."""


def canonical(typed: str) -> str:
    """The address as it is kept; raises `AddressError`."""
    local, _at, domain = _tidy(typed).rpartition("@")
    if not (local and domain):
        raise AddressError(NO_ADDRESS)
    if '"' in local:  # in them blanks would count, and the same mailbox has two spellings
        raise AddressError(QUOTES)
    if not local.isascii() and not _is_taken_with_its_letters(local):
        raise AddressError(LETTERS)
    if len(local.encode()) > LONGEST_LOCAL_PART:
        raise AddressError(LOCAL_PART)
    try:
        # Also what is in ASCII already is looked into: "xn--" may stand for no name at all.
        mailed = idna.encode(domain, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError) as fault:
        raise AddressError(DOMAIN) from fault
    return f"{local.lower()}@{mailed.lower().removesuffix('.')}"


def as_kept(address: str) -> str:
    """To look an address up by: as it is kept, or in small letters where none can be mailed to."""
    try:
        return canonical(address)
    except AddressError:
        return _tidy(address).lower()


class AddressValidator(EmailValidator):
    """Django's, for an address in the form above."""

    def __call__(self, value: Any) -> None:
        local, _at, domain = str(value).rpartition("@")
        if not local.isascii() and _is_taken_with_its_letters(local):
            value = f"letters@{domain}"
        super().__call__(value)


validate_address = AddressValidator()


def _is_taken_with_its_letters(local: str) -> bool:
    """Never with those of two alphabets: an address would pass for another one."""
    if not (settings.MAIL_SERVER_TAKES_SMTPUTF8 and LETTERS_BEYOND_ASCII.fullmatch(local)):
        return False
    alphabets = {name(letter, "").partition(" ")[0] for letter in local if letter.isalpha()}
    return len(alphabets & LOOK_ALIKE) < 2


def _tidy(typed: str) -> str:
    """Without what nobody sees, blanks, and what a link or a mail program puts around it."""
    text = normalize("NFC", BLANKS.sub("", without_hidden(typed)))
    if named := NAMED.fullmatch(text):
        text = named[1]
    begin = BEFORE.match(text)
    return text[begin.end() if begin else 0 :].rstrip(">,;").replace("\uff20", "@")
