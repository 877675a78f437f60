"""The XML of an answer."""

import re
from datetime import UTC
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(base_url, now, *, arguments, body):
    """The envelope; `arguments` are empty where the protocol forbids to repeat them."""
    root = Element(
        "OAI-PMH",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    put(root, "responseDate", instant(now))
    request = SubElement(root, "request", {name: clean(arguments[name]) for name in arguments})
    request.text = base_url
    root.extend(body)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def error(fault):
    element = Element("error", {"code": fault.code})
    element.text = clean(str(fault))
    return element


def put(parent, name, text):
    SubElement(parent, name).text = clean(text)


def instant(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clean(text):
    """Without the characters that XML 1.0 cannot hold."""
    return FORBIDDEN.sub("", text)
