import io
import zipfile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from members import uploads

LIMIT = 100_000
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


def pdf(*, script=False, password=None):
    document = pikepdf.new()
    document.add_blank_page()
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    stored = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else None
    document.save(stored, **({"encryption": encryption} if encryption else {}))
    return stored.getvalue()


def zipped(**files):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return stored.getvalue()


def check(name, content):
    return uploads.check(SimpleUploadedFile(name, content), max_bytes=LIMIT)


def test_a_pdf_is_kept_with_its_size_and_checksum():
    kept = check("Decree.pdf", pdf())

    assert (kept.name, kept.content_type) == ("Decree.pdf", "application/pdf")
    assert len(kept.sha256) == 64
    assert not kept.has_active_content


def test_a_pdf_with_a_script_is_kept_but_flagged():
    assert check("Decree.pdf", pdf(script=True)).has_active_content


def test_office_files_and_pictures_are_known_by_their_content():
    word = zipped(**{"[Content_Types].xml": "", "word__document.xml": ""})
    text = zipped(mimetype="application/vnd.oasis.opendocument.text")

    assert check("a.docx", word).content_type.endswith("wordprocessingml.document")
    assert check("a.odt", text).content_type.endswith("opendocument.text")
    assert check("a.PNG", PNG).content_type == "image/png"


@pytest.mark.parametrize(
    "name, content",
    [
        ("decree.pdf", b"MZ this is a program"),
        ("decree.pdf", b"%PDF-1.7 but nothing behind it"),
        ("decree.pdf", PNG),
        ("photo.png", pdf()),
        ("text.docx", zipped(a="b")),
        ("text.docx", b"PK\x03\x04 torn"),
        ("sheet.xlsx", zipped(**{"[Content_Types].xml": "", "word__document.xml": ""})),
        ("text.odt", zipped(mimetype="text/plain")),
    ],
)
def test_a_disguised_or_broken_file_is_refused(name, content):
    with pytest.raises(ValidationError, match="not what its name"):
        check(name, content)


def test_a_pdf_that_needs_a_password_is_refused():
    with pytest.raises(ValidationError):
        check("secret.pdf", pdf(password="x"))


@pytest.mark.parametrize("name", ["program.exe", "page.html", "picture.svg", "noending"])
def test_other_kinds_are_refused_with_the_list_of_accepted_ones(name):
    with pytest.raises(ValidationError, match="Accepted: PDF"):
        check(name, b"something")


def test_a_huge_file_is_refused_with_both_sizes():
    with pytest.raises(ValidationError) as refusal:
        check("big.pdf", b"x" * (LIMIT + 1))

    assert "the limit is" in refusal.value.messages[0]


def test_an_empty_file_is_refused():
    with pytest.raises(ValidationError, match="empty"):
        check("empty.pdf", b"")


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ada\\decree.pdf", "decree.pdf"),
        ('a"b\r\n;c.pdf', "a_b___c.pdf"),
        ("Décret nº 5.pdf", "Décret nº 5.pdf"),
        ("." * 10, "file"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_made_safe(given, kept):
    assert uploads.safe_name(given) == kept
