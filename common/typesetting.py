"""Pages as tagged PDFs in the Network's colours and type, for every app that prints something."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import font_source_sans_pro
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files import File

from common.made_once import made_once
from common.typed_text import to_write

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

FONTS = Path(font_source_sans_pro.font_directory)
VARIANT = "pdf/ua-1"


OpenFigure = Callable[[str], File | None]


class TypesetterMissingError(OSError):
    """Pango is not on this machine."""


def pdf_of(page: str, *stylesheets: str, figures: OpenFigure | None = None) -> bytes:
    """Return the PDF's bytes. WeasyPrint is imported here: without Pango the site still runs.

    `figures` opens a picture by its name; the page shows it as `figure:name`. Without it, or when
    it gives None, there is no picture.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as fault:
        raise TypesetterMissingError(*fault.args) from fault

    fonts = FontConfiguration()
    styles = [
        CSS(filename=finders.find(sheet), url_fetcher=only_fonts(), font_config=fonts)
        for sheet in stylesheets
    ]
    fetcher = fonts_and_figures(figures or (lambda name: None))
    document = HTML(string=to_write(page), base_url=settings.SITE_URL, url_fetcher=fetcher)
    return document.write_pdf(
        stylesheets=styles,
        font_config=fonts,
        pdf_variant=VARIANT,
        pdf_tags=True,
        presentational_hints=True,  # where a numbered list begins
    )


def kept_pdf_of(
    page: str, *stylesheets: str, kept_for: timedelta, dated: Callable[[], str] | None = None
) -> bytes:
    """The PDF of a page, made once for all who see the very same page.

    A page that bears the moment of its making would never be the same: `page` is then the page
    without it, which tells whether anything has changed, and `dated()` the one that is typeset.
    """
    parts = [page, VARIANT, settings.SITE_URL, version("weasyprint")]
    parts += [Path(str(finders.find(sheet))).read_text() for sheet in stylesheets]
    name = sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()

    def make() -> bytes:
        return pdf_of(dated() if dated else page, *stylesheets)

    return made_once(f"pdf/{name}", make, kept_for=kept_for)


def only_fonts() -> "URLFetcher":
    """Nothing but our own fonts can be loaded: no network, no file of this machine."""
    return fonts_and_figures(lambda name: None)


def fonts_and_figures(open_figure: OpenFigure) -> "URLFetcher":
    """As above, and the pictures that `open_figure` knows by name, as they are in store."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurOwnOnly(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            parts = urlsplit(url)
            if parts.scheme == "font":
                return super().fetch((FONTS / Path(parts.path).name).as_uri(), headers)
            figure = open_figure(parts.path) if parts.scheme == "figure" else None
            if figure is None:
                raise ValueError("Only the fonts of this site and the paper's figures are loaded.")
            return URLFetcherResponse(url, figure)

    return OurOwnOnly(allowed_protocols=("file",))
