"""The PDF of a paper of twenty pages with ten figures, as the worker's task makes it."""

from io import BytesIO
from statistics import median

import pikepdf
from django.core.files.base import ContentFile
from PIL import Image

from benchmarks.figures import Figure, at_least, at_most, times_ms
from benchmarks.paper_pages import fill
from knowledge_exchange import pdf
from knowledge_exchange.models import Figure as PaperFigure
from knowledge_exchange.models import PaperVersion
from members.models import User

NAME = "The PDF of a paper"
FIGURES, PAGES, BOUND_MS, SAMPLES = 10, 20, 5_000, 3
LINE = "Buyers who ask the market early learn what can be had before they fix what they want. "


def main():
    fill(1)
    version = PaperVersion.objects.select_related("paper__meeting__series").get()
    names = [figure(version.paper, number).name for number in range(FIGURES)]
    version.body = "\n\n".join(map(part, names))
    pages = len(pikepdf.open(BytesIO(pdf.make(version))).pages)
    taken = median(times_ms(lambda: pdf.make(version), SAMPLES))
    yield at_least("pages", pages, PAGES)
    yield Figure("figures", str(FIGURES))
    yield at_most("made in", round(taken), BOUND_MS, " ms")


def part(name):
    paragraphs = "\n\n".join(LINE * 6 for _paragraph in range(9))
    return f"# On {name}\n\n{paragraphs}\n\n![What was seen](figure:{name})"


def figure(paper, number):
    content = BytesIO()
    Image.effect_noise((800, 500), 40 + number).convert("RGB").save(content, "PNG")
    return PaperFigure.objects.create(
        paper=paper,
        name=f"figure-{number}",
        description="What was seen.",
        content_type="image/png",
        file=ContentFile(content.getvalue(), f"figure-{number}.png"),
        size=content.tell(),
        width=800,
        height=500,
        at=paper.published_at,
        by=User.objects.get_or_create(email="writer@example.org")[0],
    )
