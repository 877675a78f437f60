"""A paper's figures as its page and its PDF show them."""

from django.urls import reverse

from common.markdown import Picture
from knowledge_exchange.papers.models import PaperVersion


def on_page(paper):
    """By name; the address is the one that is written into the published text."""
    return _pictures(paper, lambda figure: address(paper, figure.name))


def for_pdf(paper):
    return _pictures(paper, lambda figure: f"figure:{figure.name}")


def _pictures(paper, address_of):
    return {
        figure.name: Picture(address_of(figure), figure.description, figure.width, figure.height)
        for figure in paper.figures.all()
    }


def address(paper, name):
    return reverse("knowledge_exchange:figure", args=[paper.slug, name])


def opener(paper):
    """For the typesetter: opens a figure of this very paper by its name, or gives None."""
    files = {figure.name: figure.file for figure in paper.figures.all()}

    def open_figure(name):
        return files[name].open("rb") if name in files else None

    return open_figure


def is_public(figure):
    """Shown by a published version of a paper that was not withdrawn."""
    if not figure.paper.is_published:
        return False
    shown = f'src="{address(figure.paper, figure.name)}"'
    published = PaperVersion.objects.published().filter(paper=figure.paper)
    return published.filter(html__contains=shown).exists()
