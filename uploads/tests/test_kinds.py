"""Each kind of file that people send by mistake: what they are told it is, and what to do."""

import base64
import io
import re
import zipfile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from uploads import checking, kinds, pictures, recognising
from uploads.tests.test_checking import changed, check, file_inside, pdf, picture, zipped

SIGNED = b"\x30\x82\x10\x00" + recognising.SIGNED_DATA + b"\xa0\x82\x0f\xef" + bytes(50)
OPENDOCUMENT = "application/vnd.oasis.opendocument."


def ole(*names):
    """As far as anybody looks: the beginning, and the names of what is in it."""
    return recognising.OLE + bytes(504) + b"".join(n.encode("utf-16-le") + bytes(64) for n in names)


def declared(mimetype, **parts):
    return zipped(mimetype=mimetype, **parts)


WORD = zipped(**{"[Content_Types].xml": "<x/>", "word__document.xml": "<x/>"})
MANIFEST = '<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
NAMED = {"META-INF__manifest.xml": MANIFEST}


@pytest.mark.parametrize(
    "name, content, what, way_out",
    [
        ("a.docx", ole("EncryptedPackage"), "protected by a password or a sens", "save a copy"),
        ("a.xlsx", ole("\x06DataSpaces", "Workbook"), "sensitivity label", "save a copy"),
        ("a.docx", ole(), "protected by a password or a sensitivity label", "save a copy"),
        ("a.docx", ole("WordDocument"), "an old Word document, named .docx", "save it as .docx"),
        ("a.doc", ole("WordDocument"), "an old Word document. ", "save it as .docx"),
        ("a.xls", ole("Workbook"), "an old Excel workbook. ", "save it as .xlsx"),
        ("a.pptx", ole("PowerPoint Document"), "an old PowerPoint", "save it as .pptx"),
        ("a.msg", ole("__properties_version1.0"), "an email as Outlook saves it", "Print it"),
        ("a.pdf", ole("Else"), "an old format of Office", "save it as a PDF"),
        ("a.odt", declared(OPENDOCUMENT + "text", **NAMED), "protected by a pass", "save a copy"),
        ("mandate.pdf.p7m", SIGNED, "a signed container", "Upload the document inside"),
        ("mandate.pdf", SIGNED, "a signed container", "Upload the document inside"),
        ("a.p7m", base64.encodebytes(SIGNED), "a signed container", "Upload the document inside"),
        ("a.p7m", b"-----BEGIN PKCS7-----\nMII", "a signed container", "the document inside"),
        ("a.p7m", b"\x01\x02", "a signed container", "Upload the document inside"),
        ("a.p7s", SIGNED, "a signature without its document", "the document that was signed"),
        ("a.asice", declared("application/vnd.etsi.asic-e+zip"), "a signed cont", "inside"),
        ("a.asics", declared("application/vnd.etsi.asic-s+zip"), "a signed cont", "inside"),
        ("a.docx", declared("application/vnd.etsi.asic-e+zip"), "a signed cont", "inside"),
        ("a.pdf", b"<!DOCTYPE html><p>Sign in</p>", "a web page, named .pdf", "print it to a PDF"),
        ("a.docx", b"\xef\xbb\xbf<html><body>x", "a web page, named .docx", "print it to a PDF"),
        ("a.pdf", "Décret".encode(), "plain text, named .pdf", "save it as .docx or as a PDF"),
        ("a.docx", "Décret".encode("utf-16"), "plain text, named .docx", "word processor"),
        ("a.doc", b"{\\rtf1 x}", "a text in the format RTF, named .doc", "save it as .docx"),
        ("a.txt", b"words", "plain text. ", "word processor"),
        ("a.eml", b"Received: by x\r\nSubject: y\r\n", "an email. ", "Print it to a PDF"),
        ("a.heic", b"\0\0\0\x18ftypheic", "a HEIC picture", "Export it as JPEG"),
        ("a.jpg", b"\0\0\0\x18ftypmif1", "a HEIC picture, .*named .jpg", "Export it as JPEG"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "a WebP picture. ", "Export it as JPEG"),
        ("a.tif", b"II*\0\x08\0\0\0", "a TIFF picture", "Save it as a PDF"),
        ("a.svg", b"<?xml version='1.0'?><svg xmlns='x'/>", "an SVG drawing", "Export it as JPEG"),
        ("a.zip", zipped(a="b"), "a ZIP archive. ", "Unpack it"),
        ("a.pages", zipped(Index__Document="b"), "Apple's Pages", "save it as a PDF"),
        ("a.docx", zipped(**{"Index__Document.iwa": "b"}), "Apple's Pages", "save it as a PDF"),
        ("a.docm", zipped(a="b"), "an Office file with macros. ", "Save it without macros"),
        ("a.odp", declared(OPENDOCUMENT + "presentation"), "OpenDocument file of", "as a PDF"),
        ("a.odt", declared(OPENDOCUMENT + "text-template"), "OpenDocument file of", "as a PDF"),
        ("a.ods", declared(OPENDOCUMENT + "text"), "OpenDocument text, named .ods", "Give it a"),
        ("a.gdoc", b'{"url": "https://x"}', "a shortcut", "Download the document"),
        ("a.pdf", b"[InternetShortcut]\r\nURL=https://x", "a shortcut", "Download the document"),
        ("a.mp4", b"\0\0\0\x18ftypisom", "a film or a recording. ", "Give a link"),
        ("._a.pdf", b"\0\x05\x16\x07\0\x02", "what a Mac keeps beside", "does not begin with"),
        ("~$a.docx", b"\x04Ada" + bytes(20), "a note of Word's", "does not begin with"),
        ("a.pdf.crdownload", pdf()[:50], "a download that was", "to the end"),
        ("a.pdf", bytes(2000), "nothing but zeros", "fetch it again"),
        ("scan", pdf(), "This is a PDF. ", "Give it a name that ends in .pdf"),
        ("mandate.pdf", WORD, "a Word document, named .pdf", "a name that ends in .docx"),
        ("letter.doc", WORD, "a Word document, named .doc", "a name that ends in .docx"),
        ("letter", WORD, "a Word document. ", "a name that ends in .docx"),
        ("sheet.docm", WORD, "an Office file with macros. ", "Save it without macros"),
        ("a.p7m", b"MIIabc\n" * 600, "a signed container", "Upload the document inside"),
        ("a.pdf", b"<!---->" * 580 + b"x", "plain text, named .pdf", "word processor"),
        ("a.docx", b"<!-- -" * 680, "plain text, named .docx", "word processor"),
        ("a.pdf", b"MIME-Version: 1\n" * 200 + b"x", "an email, named .pdf", "Print it"),
        ("a.pdf", b"From: x\n" * 9 + b"Content-Type: multipart/related", "a web page", "print"),
    ],
)
def test_a_refusal_says_what_the_file_is_and_what_to_do(name, content, what, way_out):
    with pytest.raises(ValidationError) as refusal:
        check(name, content)

    said = refusal.value.messages[0]
    assert said.startswith("This is "), said
    assert re.search(what, said), said
    assert way_out in said
    assert said.count(". ") >= 1


def test_a_file_that_nothing_is_known_of_is_damaged_or_of_no_kind_that_is_taken():
    with pytest.raises(ValidationError, match="damaged"):
        check("a.pdf", b"\x01\x02\x03")
    with pytest.raises(ValidationError, match="kind cannot be taken. Accepted: PDF"):
        check("a.xyz", b"\x01\x02\x03")


@pytest.mark.parametrize("name", ["photo.jfif", "photo.JPE", "photo.jpg"])
def test_a_jpeg_is_taken_under_each_of_its_endings(name):
    kept = check(name, picture("JPEG"))

    assert (kept.name, kept.content_type) == (name, "image/jpeg")


@pytest.mark.parametrize("junk", [b"scanner line\n\n", b"\xef\xbb\xbf", b"\r\n" * 20, bytes(128)])
def test_a_pdf_with_something_before_its_beginning_is_taken_where_it_opens(junk):
    assert check("scan.pdf", junk + pdf()).pages == 1


def test_a_pdf_that_was_cut_off_says_that_it_is_damaged():
    with pytest.raises(ValidationError, match="damaged. Open it, print it to a new PDF"):
        check("scan.pdf", b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n" + b"x" * 99)


def test_an_archive_cut_off_says_that_it_is_damaged():
    word = zipped(**{"[Content_Types].xml": "", "word__document.xml": "x" * 500})

    with pytest.raises(ValidationError, match="damaged.*save it again"):
        check("a.docx", word[:-100])


def test_a_label_is_found_wherever_the_directory_lies():
    """In a file of some size it lies behind what it lists, and across two pieces of it."""
    name = "EncryptedPackage".encode("utf-16-le")
    for before in (recognising.PIECE - 5, recognising.PIECE * 2 - len(name) // 2):
        content = recognising.OLE + bytes(before - 8) + name + bytes(100)
        assert recognising.recognise(io.BytesIO(content)) == "locked office"


def saved(**how):
    document = pikepdf.new()
    document.add_blank_page()
    stored = io.BytesIO()
    document.save(stored, **how)
    return stored.getvalue()


def signed(document):
    """The form that a signature lies in, as PAdES writes it."""
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig,
        Filter=pikepdf.Name("/Adobe.PPKLite"),
        SubFilter=pikepdf.Name("/ETSI.CAdES.detached"),
        ByteRange=[0, 10, 20, 10],
        Contents=pikepdf.String(SIGNED.decode("latin-1")),
    )
    field = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="S", V=value))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)


def archived_with_an_invoice(document):
    """PDF/A-3: what it was made from lies inside."""
    file_inside(document)
    document.Root.AF = pikepdf.Array([])
    with document.open_metadata() as metadata:
        metadata["pdfaid:part"] = "3"


ONLY_AGAINST_CHANGES = pikepdf.Encryption(
    owner="x", user="", allow=pikepdf.Permissions(modify_other=False)
)


@pytest.mark.parametrize(
    "content, flags",
    [
        (changed(signed), {"has_active_content": False, "is_locked": False}),
        (saved(encryption=ONLY_AGAINST_CHANGES), {"has_active_content": False, "is_locked": True}),
        (changed(archived_with_an_invoice), {"has_active_content": True, "is_locked": False}),
        (pdf() + b"\n% added later, as by a second signature\n", {"is_locked": False}),
    ],
)
def test_what_is_signed_locked_or_archived_stays_as_it_is_to_the_byte(content, flags):
    kept = check("Decree.pdf", content)

    assert kept.file.read() == content
    assert {name: getattr(kept, name) for name in flags} == flags


def test_a_picture_for_a_paper_says_as_much():
    for name, content, said in (
        ("a.heic", b"\0\0\0\x18ftypheic", "a HEIC picture. |a HEIC picture, .*Export"),
        ("a.png", pdf(), "a PDF, named .png"),
        ("a.svg", b"<svg xmlns='x'/>", "carry scripts"),
        ("a.png", b"\x01\x02", "not a PNG, JPEG or WebP"),
    ):
        with pytest.raises(ValidationError, match=said):
            pictures.redraw(SimpleUploadedFile(name, content))


def test_every_kind_says_what_it_is_and_a_way_out():
    for kind in kinds.KINDS:
        said = kinds.refusal(kind, "x", ".x", checking.ACCEPTED_WORDS).messages[0]
        assert said.startswith("This is a") or said.startswith(("This is plain", "This is what"))
        assert said.endswith(".")
        assert "%(" not in said


def test_an_archive_with_a_password_is_told_apart():
    content = bytearray(zipped(**{"[Content_Types].xml": "", "word__document.xml": "x"}))
    for at in (content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8):
        content[at] |= 1
    assert zipfile.ZipFile(io.BytesIO(content)).infolist()[0].flag_bits & 1

    with pytest.raises(ValidationError, match="archive that is protected by a password"):
        check("a.docx", bytes(content))
