"""Pages as tagged PDFs in the Network's colours and type, for every app that prints something."""

from pathlib import Path
from urllib.parse import urlsplit

import font_source_sans_pro
from django.conf import settings
from django.contrib.staticfiles import finders

FONTS = Path(font_source_sans_pro.font_directory)
VARIANT = "pdf/ua-1"


class NoTypesetter(OSError):
    """Pango is not on this machine."""


def pdf_of(page, *stylesheets):
    """Return the PDF's bytes. WeasyPrint is imported here: without Pango the site still runs."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as fault:
        raise NoTypesetter(*fault.args) from fault

    fetcher, fonts = only_fonts(), FontConfiguration()
    styles = [
        CSS(filename=finders.find(sheet), url_fetcher=fetcher, font_config=fonts)
        for sheet in stylesheets
    ]
    document = HTML(string=page, base_url=settings.SITE_URL, url_fetcher=fetcher)
    return document.write_pdf(
        stylesheets=styles, font_config=fonts, pdf_variant=VARIANT, pdf_tags=True
    )


def only_fonts():
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
