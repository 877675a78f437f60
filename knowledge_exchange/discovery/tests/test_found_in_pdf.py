"""A PDF that is the text of record is found by its words."""

import subprocess

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from common.typesetting import pdf_of
from knowledge_exchange.discovery.tests.test_search import PAGE, found
from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers.services import publishing, writing
from knowledge_exchange.tests.factories import NOW, PaperFactory
from members.tests.factories import UserFactory
from uploads import pdf_text, subprocess_runner
from uploads.tests.test_pdf_checking import pdf_file

pytestmark = pytest.mark.django_db


def with_words(*paragraphs):
    page = "".join(f"<p>{words}</p>" for words in paragraphs)
    html = f"<html lang=en><title>A paper</title><body>{page}</body></html>"
    return ContentFile(pdf_of(html, "css/paper-pdf.css"), "paper.pdf")


@pytest.fixture
def by():
    return {"by": UserFactory(secretariat=True), "now": NOW}


def published(upload, by):
    paper = PaperFactory()
    writing.save_pdf(paper, upload, **by)
    publishing.publish(paper, clearance="Adopted.", **by, released_by=UserFactory())
    return paper


def test_its_words_are_found_with_their_passage(client, by):
    paper = published(with_words("Über Größe. Buyers share the risk of pilots.", "Two."), by)

    assert found("grosse pilot") == [paper]
    page = client.get(PAGE, {"q": "risk"}).content.decode()
    assert "share the <mark>risk</mark> of pilots." in page


def test_words_in_a_draft_are_found_by_nobody(by):
    writing.save_pdf(PaperFactory(), with_words("Secret zebras."), **by)

    assert found("zebra") == []


def test_a_text_written_instead_takes_its_place(by):
    paper = PaperFactory()
    writing.save_pdf(paper, with_words("Zebras."), **by)
    writing.save_text(paper, "Okapis.", seen=None, instead=True, **by)
    publishing.publish(paper, clearance="Adopted.", **by, released_by=UserFactory())

    assert (found("zebra"), found("okapi")) == ([], [paper])


def test_one_that_cannot_be_read_is_kept_all_the_same(by):
    broken = ContentFile(b"%PDF-1.7 and no more", "paper.pdf")

    paper = published(broken, by)

    assert PaperVersion.objects.get().pdf_text == ""
    assert found(paper.title) == [paper]


def test_one_that_takes_too_long_is_kept_all_the_same(monkeypatch):
    def too_long(module, file):
        raise subprocess.TimeoutExpired(module.__name__, 40)

    monkeypatch.setattr(subprocess_runner, "run", too_long)

    assert pdf_text.text_of(pdf_file()) == ""


def test_indexing_again_reads_what_came_before_the_search_read_any(by, capsys):
    paper = published(with_words("Zebras."), by)
    PaperVersion.objects.update(pdf_text="")

    call_command("rebuild_search")

    assert found("zebra") == [paper]
