"""The PDF of a paper of twenty pages with ten figures, made by a real worker.

The clock runs from the request until readers get the file; what the web process does of it is
told beside. The figures are noise, which no compression makes small: the worst case.
"""

import time
from io import BytesIO
from statistics import median

import pikepdf
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.paper_pages import fill
from benchmarks.reminders import worker
from knowledge_exchange.models import Figure as PaperFigure
from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers.enums import PdfState
from knowledge_exchange.papers.services import pdfs
from members.models import User

NAME = "The PDF of a paper"
FIGURES, PAGES, BOUND_MS, SAMPLES, PATIENCE = 10, 20, 5_000, 5, 120
LINE = "Buyers who ask the market early learn what can be had before they fix what they want. "
NO_MAIL = 9


def main():
    if connection.vendor != "postgresql":
        yield Figure("the PDF", "needs PostgreSQL and Redis: make bench")
        return
    fill(1)
    version = PaperVersion.objects.select_related("paper__meeting__series").get()
    names = [figure(version.paper, number).name for number in range(FIGURES)]
    version.body = "\n\n".join(map(part, names))
    version.save(update_fields=["body"])
    with worker("celery", NO_MAIL):
        made(version)  # the worker starts, and loads what it needs
        asking, waiting = zip(*(made(version) for _sample in range(SAMPLES)), strict=True)
    version.refresh_from_db()
    with version.pdf.open() as file:
        yield at_least("pages", len(pikepdf.open(BytesIO(file.read())).pages), PAGES)
    yield Figure("figures", str(FIGURES))
    yield Figure("of it in the web process", f"{median(asking):.0f} ms")
    yield at_most("ready after", round(median(waiting)), BOUND_MS, " ms")


def made(version):
    """Milliseconds until the web process has asked, and until the file is there."""
    began = time.perf_counter()
    pdfs.make_pdf_again(version, by=version.paper.figures.first().by, now=timezone.now())
    asked = time.perf_counter()
    while not PaperVersion.objects.filter(pk=version.pk, pdf_state=PdfState.READY).exists():
        assert time.perf_counter() - began < PATIENCE, "no worker has made it"
        time.sleep(0.02)
    return (asked - began) * 1000, (time.perf_counter() - began) * 1000


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
