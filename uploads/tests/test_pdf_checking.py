import zlib
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from uploads import pdf_checking
from uploads.tests.test_checking import PNG


def pdf_file(change=None, name="paper.pdf", **options):
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    content = BytesIO()
    document.save(content, **options)
    return SimpleUploadedFile(name, content.getvalue())


def script_on_opening(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def script_on_the_page(document):
    document.pages[0].AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )


def launch_by_a_link(document):
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"),
    )
    document.pages[0].Annots = pikepdf.Array([link])


def file_inside(document):
    document.attachments["payload.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")


def test_a_plain_pdf_is_taken():
    checked = pdf_checking.check_pdf(pdf_file(name="../../etc/passwd.pdf"))

    assert (checked.name, checked.content_type) == ("passwd.pdf", "application/pdf")


def test_a_pdf_that_opens_at_a_page_is_no_danger():
    def opens_at_a_page(document):
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

    assert pdf_checking.check_pdf(pdf_file(opens_at_a_page))


@pytest.mark.parametrize(
    "change", [script_on_opening, script_on_the_page, launch_by_a_link, file_inside]
)
def test_a_pdf_that_acts_is_refused(change):
    with pytest.raises(ValidationError, match="scripts or attached files"):
        pdf_checking.check_pdf(pdf_file(change))


@pytest.mark.parametrize(("user", "why"), [("u", "only with a password"), ("", "is locked")])
def test_an_encrypted_pdf_is_refused(user, why):
    locked = pdf_file(encryption=pikepdf.Encryption(owner="o", user=user))

    with pytest.raises(ValidationError, match=why):
        pdf_checking.check_pdf(locked)


def test_a_pdf_that_unfolds_without_end_is_refused():
    def bomb(document):
        folded = zlib.compress(bytes(300 * 2**20), 1)
        document.Root.Bomb = document.make_indirect(
            pikepdf.Stream(document, folded, Filter=pikepdf.Name.FlateDecode)
        )

    with pytest.raises(ValidationError, match="too complex"):
        pdf_checking.check_pdf(pdf_file(bomb))


def test_a_pdf_of_too_many_pages_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(pdf_checking, "MOST_PAGES", 1)

    with pytest.raises(ValidationError, match="2 pages; the limit is 1"):
        pdf_checking.check_pdf(pdf_file(lambda document: document.add_blank_page()))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("paper.pdf", b"<html>", "a web page, named .pdf"),
        ("paper.pdf", b"", "empty"),
        ("paper.pdf", b"%PDF-1.7\nbroken", "print it to a new PDF"),
        ("paper.html", b"<html>", "a web page"),
        ("paper.png", PNG, "not a PDF"),
    ],
)
def test_what_is_no_pdf_is_refused(name, content, reason):
    with pytest.raises(ValidationError, match=reason):
        pdf_checking.check_pdf(SimpleUploadedFile(name, content))


def test_a_file_beyond_the_limit_is_refused_with_both_sizes(settings):
    settings.EVIDENCE_MAX_BYTES = 100

    with pytest.raises(ValidationError, match="the limit is 100"):
        pdf_checking.check_pdf(pdf_file())
