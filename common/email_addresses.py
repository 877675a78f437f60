"""Addresses of people, in the one form in which they are kept, compared and mailed to.

Small letters, nothing invisible, and the domain as the mail server takes it: IDNA 2008 (RFC 5891)
after the mapping of UTS 46, so that `straße.example` is no other's `strasse.example`. Pure.
"""

import re

import idna

from common.typed_text import without_hidden

AROUND = re.compile(r"^(mailto:|<)+|>+$", re.IGNORECASE)
BLANKS = re.compile(r"[\s\u2800]+")
LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1
NO_ADDRESS, LETTERS, LOCAL_PART, DOMAIN = "no address", "letters", "local part", "domain"


class AddressError(ValueError):
    """Nothing can be mailed there; it says why by one of the constants above."""


def canonical(typed: str) -> str:
    """The address as it is kept; raises `AddressError`."""
    local, _at, domain = _tidy(typed).rpartition("@")
    if not (local and domain):
        raise AddressError(NO_ADDRESS)
    if not local.isascii():  # a mail server would need SMTPUTF8 for it, and so would every other
        raise AddressError(LETTERS)
    if len(local) > LONGEST_LOCAL_PART:
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


def _tidy(typed: str) -> str:
    """Without what nobody sees, blanks, and what a link or a mail program puts around it."""
    return AROUND.sub("", BLANKS.sub("", without_hidden(typed))).replace("\uff20", "@")
