"""What is said of a file that is not taken: what it is, and what its author can do about it."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Kind(NamedTuple):
    """`what` is put after “This is”; `way_out` is a sentence of its own."""

    what: Any
    way_out: Any
    endings: tuple[str, ...] = ()  # names it comes under: then its name is nothing to speak of


AS_PDF = _("Open it in the program it was made with and save it as a PDF.")
IN_WORD = _("Open it in a word processor and save it as .docx or as a PDF.")
AS_JPEG = _("Export it as JPEG or PNG.")
THE_DOCUMENT_INSIDE = _(
    "Upload the document inside. A PDF that was signed as a PDF can be uploaded as it is."
)
UNPACKED = _("Unpack it and choose the files inside.")
WITHOUT = _("Open it, take the protection away, save a copy and choose that one.")
A_LINK = _("Give a link to where it can be seen instead.")
NAME_IT = _("Give it a name that ends in %(ending)s and choose it again.")

KINDS = {
    "pdf": Kind(_("a PDF"), NAME_IT, (".pdf",)),
    "docx": Kind(_("a Word document"), NAME_IT, (".docx",)),
    "xlsx": Kind(_("an Excel workbook"), NAME_IT, (".xlsx",)),
    "pptx": Kind(_("a PowerPoint presentation"), NAME_IT, (".pptx",)),
    "odt": Kind(_("an OpenDocument text"), NAME_IT, (".odt",)),
    "ods": Kind(_("an OpenDocument spreadsheet"), NAME_IT, (".ods",)),
    "jpeg": Kind(_("a JPEG picture"), NAME_IT, (".jpg", ".jpeg", ".jfif", ".jpe")),
    "png": Kind(_("a PNG picture"), NAME_IT, (".png",)),
    "locked office": Kind(
        _("an Office file that is protected by a password or a sensitivity label"),
        WITHOUT,
        (".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm"),
    ),
    "locked opendocument": Kind(
        _("an OpenDocument file that is protected by a password"),
        WITHOUT,
        (".odt", ".ods", ".odp", ".odg"),
    ),
    "locked zip": Kind(_("an archive that is protected by a password"), UNPACKED, (".zip",)),
    "doc": Kind(
        _("an old Word document"), _("Open it in Word and save it as .docx."), (".doc", ".dot")
    ),
    "xls": Kind(
        _("an old Excel workbook"), _("Open it in Excel and save it as .xlsx."), (".xls", ".xlt")
    ),
    "ppt": Kind(
        _("an old PowerPoint presentation"),
        _("Open it in PowerPoint and save it as .pptx."),
        (".ppt", ".pps"),
    ),
    "msg": Kind(
        _("an email as Outlook saves it"),
        _("Print it to a PDF, or save its attachment and choose that."),
        (".msg",),
    ),
    "ole": Kind(_("a file in an old format of Office"), AS_PDF, (".pub", ".vsd", ".mpp")),
    "macros": Kind(
        _("an Office file with macros"),
        _("Save it without macros, as .docx, .xlsx or .pptx."),
        (".docm", ".xlsm", ".pptm", ".dotm", ".xltm"),
    ),
    "opendocument": Kind(_("an OpenDocument file of another kind"), AS_PDF, (".odp", ".odg")),
    "signed": Kind(
        _("a signed container: a document together with its signature"),
        THE_DOCUMENT_INSIDE,
        (".p7m", ".p7b", ".p7c", ".asice", ".asics", ".sce", ".scs", ".bdoc", ".ddoc", ".edoc")
        + (".adoc", ".m7m", ".sgn", ".pgp", ".gpg"),
    ),
    "signature": Kind(
        _("a signature without its document"),
        _("Upload the document that was signed."),
        (".p7s", ".sig", ".asc"),
    ),
    "iwork": Kind(
        _("a document of Apple's Pages, Numbers or Keynote"),
        _("Choose “Export to” there and save it as a PDF or as Word, Excel or PowerPoint."),
        (".pages", ".numbers", ".key"),
    ),
    "epub": Kind(_("an electronic book (EPUB)"), AS_PDF, (".epub",)),
    "xps": Kind(_("an XPS document"), _("Open it and print it to a PDF."), (".xps", ".oxps")),
    "zip": Kind(_("a ZIP archive"), UNPACKED, (".zip",)),
    "archive": Kind(
        _("an archive of files"), UNPACKED, (".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")
    ),
    "heic": Kind(_("a HEIC picture, as telephones take them"), AS_JPEG, (".heic", ".heif")),
    "webp": Kind(_("a WebP picture"), AS_JPEG, (".webp",)),
    "picture": Kind(
        _("a picture of another kind"), AS_JPEG, (".gif", ".bmp", ".avif", ".jxl", ".psd", ".ico")
    ),
    "tiff": Kind(
        _("a TIFF picture, as scanners make them"),
        _("Save it as a PDF, JPEG or PNG."),
        (".tif", ".tiff"),
    ),
    "svg": Kind(_("an SVG drawing, which can carry scripts"), AS_JPEG, (".svg",)),
    "film": Kind(
        _("a film or a recording"), A_LINK, (".mp4", ".mov", ".avi", ".mp3", ".wav", ".mkv")
    ),
    "html": Kind(
        _("a web page"),
        _("Open it in a browser and print it to a PDF, or give its address as a link."),
        (".html", ".htm", ".mht", ".mhtml", ".xhtml"),
    ),
    "email": Kind(
        _("an email"),
        _("Print it to a PDF, or save its attachment and choose that."),
        (".eml", ".emlx"),
    ),
    "rtf": Kind(_("a text in the format RTF"), IN_WORD, (".rtf",)),
    "postscript": Kind(_("a PostScript file"), _("Make a PDF of it."), (".ps", ".eps")),
    "xml": Kind(_("an XML file"), AS_PDF, (".xml", ".fodt", ".fods")),
    "shortcut": Kind(
        _("a shortcut, which only says where the document is"),
        _("Download the document as a PDF and choose that, or give its address as a link."),
        (".url", ".webloc", ".lnk", ".gdoc", ".gsheet", ".gslides", ".desktop"),
    ),
    "text": Kind(
        _("plain text"), IN_WORD, (".txt", ".csv", ".md", ".tsv", ".json", ".log", ".tex")
    ),
    "program": Kind(
        _("a program"), _("Programs are never taken."), (".exe", ".dll", ".msi", ".bat", ".sh")
    ),
    "shadow": Kind(
        _("what a Mac keeps beside a file, and not the file"),
        _("Choose the file of the same name that does not begin with “._”."),
    ),
    "owner": Kind(
        _("a note of Word's that the document is open, and not the document"),
        _("Choose the file of the same name that does not begin with “~$”."),
    ),
    "unfinished": Kind(
        _("a download that was not finished"),
        _("Download it again to the end and choose that file."),
        (".crdownload", ".part", ".download", ".partial"),
    ),
    "zeros": Kind(
        _("a file of the right length that holds nothing but zeros"),
        _("It was not copied to the end: fetch it again from where it came from."),
    ),
}

OWNER = "~$"  # how the name of a note of Word's begins
SAYS_LITTLE = ("", "zip", "text", "xml", "signed", "ole", "film")


def accepted_only(words: Any) -> Any:
    return format_lazy(
        "{} {}",
        _("Files of this kind cannot be taken."),
        format_lazy(_("Accepted: {kinds}."), kinds=words),
    )


def refusal(kind: str, name: str, ending: str, accepted: Any = "") -> ValidationError:
    """What it is and what to do, each a sentence of its own, and what else would be taken."""
    if name.startswith(OWNER):
        kind = "owner"
    elif ending in KINDS["unfinished"].endings:
        kind = "unfinished"
    elif kind == "ole" and ending in KINDS["locked office"].endings:
        kind = "locked office"  # which is all that such a file is likely to be under this name
    elif kind in ("docx", "xlsx", "pptx") and ending in KINDS["macros"].endings:
        kind = "macros"
    elif accepted and kind in SAYS_LITTLE:
        kind = _by_ending(ending) or kind
    if kind not in KINDS:
        return ValidationError(accepted_only(accepted))
    also = format_lazy(_("Accepted: {kinds}."), kinds=accepted) if accepted else ""
    what, way_out, endings = KINDS[kind]
    if way_out is NAME_IT:
        way_out, also = NAME_IT % {"ending": endings[0]}, ""
    if ending in endings or not ending:
        said = _("This is %(what)s.") % {"what": what}
    else:
        said = _("This is %(what)s, named %(ending)s.") % {"what": what, "ending": ending}
    return ValidationError(" ".join(map(str, filter(None, (said, way_out, also)))))


def _by_ending(ending: str) -> str:
    """Where bytes say little the name may say more: a ZIP called .pages, a text called .url."""
    named = (key for key, (_what, way_out, endings) in KINDS.items() if ending in endings)
    return next((key for key in named if not key.startswith("locked")), "")
