"""What a file is that is no table of ours to read, and how to save it so that it is."""

from django.utils.translation import gettext_lazy as _

AS_WORKBOOK = _("Open it and save it as “Excel workbook (.xlsx)” or as “CSV UTF-8”.")
PASSWORD = _("This workbook is protected by a password. Save a copy without one.")
KINDS = {
    "xls": _("This is a workbook in Excel's old format (.xls)."),
    "xlsb": _("This is a binary workbook of Excel (.xlsb)."),
    "ods": _("This is an OpenDocument spreadsheet (.ods)."),
    "numbers": _("This is a spreadsheet of Apple Numbers."),
    "docx": _("This is a text document, not a spreadsheet. Put its table into a spreadsheet."),
    "pptx": _("This is a presentation, not a spreadsheet. Put its table into a spreadsheet."),
    "pdf": _("This is a PDF, not a spreadsheet. Ask for the spreadsheet that it was made of."),
    "html": _("This is a web page, whatever its name says."),
    "xml": _("This is XML, whatever its name says."),
    "rtf": _("This is a text document, not a spreadsheet. Put its table into a spreadsheet."),
    "sylk": _("This is a table in the old format SYLK."),
    "packed": _("This file is packed. Unpack it and send what is inside."),
    "damaged": _("This workbook is damaged."),
    "picture": _("This is a picture, not a spreadsheet."),
}
WITHOUT_OFFICE = ("docx", "pptx", "pdf", "rtf", "packed", "picture")  # saving anew is no help
BEGINNINGS = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"ID;P", "sylk"),
    (b"\x1f\x8b", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"Rar!", "packed"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x09\x08\x10\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of old office files, and of those with a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def sentence(kind: str) -> str:
    if kind == "password":
        return str(PASSWORD)
    said = str(KINDS[kind])
    return said if kind in WITHOUT_OFFICE else f"{said} {AS_WORKBOOK}"


def kind_of(content: bytes) -> str:
    """By how it begins; empty for a table, or for what nobody knows."""
    if content.startswith(COMPOUND):
        return "password" if ENCRYPTED in content else "xls"
    found = (kind for beginning, kind in BEGINNINGS if content.startswith(beginning))
    if kind := next(found, ""):
        return kind
    start = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<style")):
        return "html"
    if start.startswith(b"<?xml"):
        return "html" if b"<html" in start else "xml"
    return ""
