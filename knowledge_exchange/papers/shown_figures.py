"""A paper's figures as its page and its PDF show them."""

from collections.abc import Callable

from django.core.files import File
from django.urls import reverse

from common.markdown import Picture
from knowledge_exchange.papers.models import Figure, Paper, PaperVersion


def on_page(paper: Paper) -> dict[str, Picture]:
    """By name; the address is the one that is written into the published text."""
    return _pictures(paper, lambda figure: address(paper, figure.name))


def for_pdf(paper: Paper) -> dict[str, Picture]:
    return _pictures(paper, lambda figure: f"figure:{figure.name}")


def _pictures(paper: Paper, address_of: Callable[[Figure], str]) -> dict[str, Picture]:
    return {
        figure.name: Picture(address_of(figure), figure.description, figure.width, figure.height)
        for figure in paper.figures.all()
    }


def address(paper: Paper, name: str) -> str:
    return reverse("knowledge_exchange:figure", args=[paper.slug, name])


def opener(paper: Paper) -> Callable[[str], File | None]:
    """For the typesetter: opens a figure of this very paper by its name, or gives None."""
    files = {figure.name: figure.file for figure in paper.figures.all()}

    def open_figure(name: str) -> File | None:
        return files[name].open("rb") if name in files else None

    return open_figure


def is_public(figure: Figure) -> bool:
    """Shown by a published version of a paper that was not withdrawn."""
    if not figure.paper.is_published:
        return False
    shown = f'src="{address(figure.paper, figure.name)}"'
    published = PaperVersion.objects.published().filter(paper=figure.paper)
    return published.filter(html__contains=shown).exists()
