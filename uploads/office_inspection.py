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


class ReachesOut(Exception):
    pass


def is_xml(head):
    return XML.match(head) is not None


def reaches_out(content):
    """Of one XML part; most of a large file is not parsed, as it has none of the words."""
    if PLAIN.match(content) and not NEEDLES.search(content):
        return False
    try:
        _Part().parse(content)
    except ReachesOut:
        return True
    return False


class _Part:
    def __init__(self):
        self.fields = [""]  # the beginnings of the fields that are open, the innermost last
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = _refuse

    def parse(self, content):
        self.parser.Parse(content, True)

    def _start(self, name, given):
        """Called for each of what can be millions of elements."""
        tag = name.rpartition(" ")[2]
        if HREF in given and _fetches(tag, given[HREF]):
            raise ReachesOut
        if tag in TAGS:
            self._look_at(tag, given)

    def _look_at(self, tag, given):
        if tag in ACTING_TAGS or (tag == "Relationship" and _is_external(given)):
            raise ReachesOut
        if tag == "fldSimple" and DDE.match(_said(given, "instr")):
            raise ReachesOut
        if tag == "fldChar":
            self._field(_said(given, "fldCharType"))
        if tag in ("instrText", "delInstrText"):
            self.parser.CharacterDataHandler = self._instruction
            self.parser.EndElementHandler = self._instruction_ends

    def _instruction_ends(self, name):
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def _field(self, kind):
        if kind == "begin":
            if len(self.fields) > 1 and not self.fields[-1]:
                raise ReachesOut  # a field within a field makes up what the outer one is
            self.fields.append("")
        elif kind == "end" and len(self.fields) > 1:
            self.fields.pop()

    def _instruction(self, text):
        """Word may cut it into any number of pieces."""
        begun = (self.fields[-1] + text).lstrip()[:10]
        if DDE.match(begun):
            raise ReachesOut
        self.fields[-1] = begun


def _refuse(*_doctype):
    """None of these formats has one, and with it anything could be called something else."""
    raise ReachesOut


def _is_external(given):
    return given.get("TargetMode", "").lower() == "external" and given.get("Type") not in HYPERLINK


def _fetches(tag, address):
    """A link waits for a click; anything else is fetched or run, unless it lies in the file."""
    if tag == "a":
        return PROGRAM.match(address) is not None
    return tag != "template" and OUTSIDE.match(address) is not None


def _said(given, name):
    return next((value for key, value in given.items() if key.rpartition(" ")[2] == name), "")
