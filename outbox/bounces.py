"""Reports that a letter was not delivered, as other mail servers send them back.

Standard library only: no Django, database or network. What no report says for sure is not guessed:
a letter counts as come back only where the report says "failed" (RFC 3464) or carries a fault for
good, and names the letter: by the return address that the letter left with, or by its Message-ID.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
FOR_GOOD = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
NOT_FOR_GOOD = {"delayed", "delivered", "relayed", "expanded"}
MOST_WORDS = 250


@dataclass(frozen=True)
class Bounce:
    """`message_ids` are those of the letter that came back; `said` is why, without the address.

    `return_addresses` are those that the report was sent to.
    """

    message_ids: tuple[str, ...]
    return_addresses: tuple[str, ...]
    said: str


def read(raw: bytes) -> Bounce | None:
    """What the message reports of a letter; None where it is no report that one failed for good."""
    message = message_from_bytes(raw, policy=compat32)
    recipients = [block for part in message.walk() for block in _recipients_in(part)]
    failed = [block for block in recipients if _has_failed(block)]
    if not failed:
        return None
    return Bounce(
        message_ids=tuple(dict.fromkeys(_message_ids_in(message))),
        return_addresses=tuple(dict.fromkeys(_addresses_in(message))),
        said=_why(failed[0]),
    )


def _recipients_in(part: Message) -> list[Message]:
    """The blocks of a delivery status that are about a reader; the first is about the message."""
    if part.get_content_type() != "message/delivery-status":
        return []
    blocks = part.get_payload()
    if not isinstance(blocks, list):
        return []
    return [block for block in blocks if isinstance(block, Message) and block.get("Action")]


def _has_failed(block: Message) -> bool:
    action = _value(block, "Action").casefold()
    if action in NOT_FOR_GOOD:
        return False
    return action == "failed" and not _value(block, "Status").startswith("4.")


def _why(block: Message) -> str:
    """The code and the server's words, with whatever looks like an address taken out."""
    status = _value(block, "Status")
    _kind, _semicolon, words = _value(block, "Diagnostic-Code").partition(";")
    told = words.strip() if FOR_GOOD.search(words) else f"{status} {words.strip()}"
    return re.sub(r"<?[^\s<>@]+@[^\s<>@]+>?", "•••", told).strip()[:MOST_WORDS]


def _message_ids_in(message: Message) -> Iterator[str]:
    """Of the letter that is returned whole or in its headers, not of the report itself."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            returned = message_from_bytes(content if isinstance(content, bytes) else b"")
            yield from MESSAGE_ID.findall(_value(returned, "Message-ID"))
        elif kind == "message/rfc822":
            payload = part.get_payload()
            if isinstance(payload, list) and isinstance(payload[0], Message):
                yield from MESSAGE_ID.findall(_value(payload[0], "Message-ID"))


def _addresses_in(message: Message) -> Iterator[str]:
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for value in message.get_all(name, []):
            yield from re.findall(r"[^\s<>,;]+@[^\s<>,;]+", str(value))


def _value(part: Message, name: str) -> str:
    """One line, whatever the header was folded or encoded with."""
    return " ".join(str(part.get(name, "")).split())
