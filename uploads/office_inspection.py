"""What in an Office or OpenDocument file reaches out: fetches from elsewhere, asks a program."""

import re
from xml.parsers import expat  # noqa: S407 - under limits, and a part with entities is refused

HYPERLINK = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/hyperlink",
}
HREF = "http://www.w3.org/1999/xlink href"
ACTING_TAGS = {"ddeLink", "dde-source", "dde-connection", "dde-connection-decl", "dde-link"}
TAGS = ACTING_TAGS | {"Relationship", "fldSimple", "fldChar", "instrText", "delInstrText"}
OUTSIDE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|/|\\|\.\.)", re.IGNORECASE)
PROGRAM = re.compile(r"\s*(macro|vnd\.sun\.star\.[a-z]+):", re.IGNORECASE)
DDE = re.compile(r"\s*DDE", re.IGNORECASE)
NEEDLES = re.compile(rb"TargetMode|instrText|delInstrText|fldSimple|ddeLink|dde-|href|<!DOCTYPE")
XML = re.compile(rb"(\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|\0<")
PLAIN = re.compile(  # what the needles can be seen in
    rb"(\xef\xbb\xbf)?\s*<(?!\0|\?xml[^>]*\sencoding\s*=\s*[\"'](?!utf-8[\"']|us-ascii[\"']))",
    re.IGNORECASE,
)


class ReachesOutError(Exception):
    """Nothing more needs to be read of this part."""


def is_xml(head: bytes) -> bool:
    return XML.match(head) is not None


def reaches_out(content: bytes) -> bool:
    """Of one XML part; most of a large file is not parsed, as it has none of the words."""
    if PLAIN.match(content) and not NEEDLES.search(content):
        return False
    try:
        OfficePart().parse(content)
    except ReachesOutError:
        return True
    return False


class OfficePart:
    """Reads one part and stops with ReachesOutError; its methods are expat's handlers."""

    def __init__(self) -> None:
        self.fields = [""]  # the beginnings of the fields that are open, the innermost last
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start_element
        self.parser.StartDoctypeDeclHandler = self.start_doctype

    def parse(self, content: bytes) -> None:
        self.parser.Parse(content, True)

    def start_doctype(self, *declaration: object) -> None:
        """None of these formats has one, and with it anything could be called something else."""
        raise ReachesOutError

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Called for each of what can be millions of elements."""
        tag = name.rpartition(" ")[2]
        # A link waits for a click; anything else is fetched or run, unless it lies in the file.
        elsewhere = PROGRAM if tag == "a" else OUTSIDE
        if HREF in attributes and tag != "template" and elsewhere.match(attributes[HREF]):
            raise ReachesOutError
        if tag not in TAGS:
            return
        if tag in ACTING_TAGS:
            raise ReachesOutError
        if tag == "Relationship":
            is_external = attributes.get("TargetMode", "").lower() == "external"
            if is_external and attributes.get("Type") not in HYPERLINK:
                raise ReachesOutError
        elif tag == "fldSimple":
            if DDE.match(_attribute(attributes, "instr")):
                raise ReachesOutError
        elif tag == "fldChar":
            self.begin_or_end_field(_attribute(attributes, "fldCharType"))
        else:  # instrText, delInstrText
            self.parser.CharacterDataHandler = self.instruction
            self.parser.EndElementHandler = self.end_instruction

    def begin_or_end_field(self, kind: str) -> None:
        if kind == "begin":
            if len(self.fields) > 1 and not self.fields[-1]:
                raise ReachesOutError  # a field within a field makes up what the outer one is
            self.fields.append("")
        elif kind == "end" and len(self.fields) > 1:
            self.fields.pop()

    def instruction(self, text: str) -> None:
        """Word may cut it into any number of pieces."""
        beginning = (self.fields[-1] + text).lstrip()[:10]
        if DDE.match(beginning):
            raise ReachesOutError
        self.fields[-1] = beginning

    def end_instruction(self, name: str) -> None:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None


def _attribute(attributes: dict[str, str], name: str) -> str:
    """Whatever namespace it is written in."""
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")
