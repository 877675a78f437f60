"""The XML of an answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from common.typed_text import to_write

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def envelope(base_url: str, now: datetime, *, arguments: Mapping[str, str], body: Element) -> bytes:
    """`arguments` are empty where the protocol forbids to repeat them."""
    root = Element(
        "OAI-PMH",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    put(root, "responseDate", instant(now))
    request = SubElement(root, "request", {name: to_write(arguments[name]) for name in arguments})
    request.text = base_url
    root.append(body)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = to_write(text)


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
