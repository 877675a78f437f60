"""A paper's version as a tagged PDF, made from the same Markdown as its page."""

from django.conf import settings
from django.template.loader import render_to_string

from common import markdown
from common.typesetting import pdf_of
from knowledge_exchange.papers import citing, published_metadata, shown_figures
from knowledge_exchange.papers.models import PaperVersion

STYLESHEET = "css/paper-pdf.css"


def make(version: PaperVersion) -> bytes:
    """Return the PDF's bytes."""
    open_figure = shown_figures.opener(version.paper)
    return pdf_of(page_of(version), STYLESHEET, figures=open_figure)


def page_of(version: PaperVersion) -> str:
    paper = published_metadata.paper_as_published(version)
    work = citing.work_of(paper, version)
    rendered = markdown.render(version.body, figures=shown_figures.for_pdf(paper))
    return render_to_string(
        "knowledge_exchange/paper_pdf.html",
        {
            "paper": paper,
            "meeting": paper.meeting,
            "version": version,
            "body": rendered.html,
            "contents": rendered.contents,
            "positions": version.positions.on_this_text().select_related("centre"),
            "cited_authors": work.authors,
            "citation": citing.line(work),
            "address": citing.address(paper),
            "language": settings.LANGUAGE_CODE,  # of the words around the paper
            "NETWORK_NAME": settings.NETWORK_NAME,
        },
    )
