"""A paper's version as a tagged PDF, made from the same Markdown as its page."""

from pathlib import Path
from urllib.parse import urlsplit

import font_source_sans_pro
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from knowledge_exchange import citing, markdown

STYLESHEET = "css/paper-pdf.css"
FONTS = Path(font_source_sans_pro.font_directory)
VARIANT = "pdf/ua-1"


def make(version):
    """Return the PDF's bytes. WeasyPrint is imported here: without Pango the site still runs."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = _fetcher(), FontConfiguration()
    style = CSS(filename=finders.find(STYLESHEET), url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=page_of(version), base_url=settings.SITE_URL, url_fetcher=fetcher)
    return page.write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant=VARIANT, pdf_tags=True
    )


def page_of(version):
    paper = version.paper
    rendered = markdown.render(version.body)
    return render_to_string(
        "knowledge_exchange/paper_pdf.html",
        {
            "paper": paper,
            "meeting": paper.meeting,
            "version": version,
            "body": rendered.html,
            "contents": rendered.contents,
            "citation": citing.line(paper),
            "address": citing.address(paper),
            "language": settings.LANGUAGE_CODE,
            "NETWORK_NAME": settings.NETWORK_NAME,
        },
    )


def _fetcher():
    """Nothing but our own fonts can be loaded: no network, no file of this machine."""
    from weasyprint.urls import URLFetcher

    class FontsOnly(URLFetcher):
        def fetch(self, url, headers=None):
            parts = urlsplit(url)
            if parts.scheme != "font":
                raise ValueError("Only the fonts of this site are loaded.")
            font = FONTS / Path(parts.path).name
            return super().fetch(font.as_uri(), headers)

    return FontsOnly(allowed_protocols=("file",))
