"""A paper's figures: added, and removed while no version shows them; never changed."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.markdown import figures_in
from common.refusals import Refused
from knowledge_exchange.papers.models import Figure
from knowledge_exchange.papers.services import moves

MOST_FIGURES = 60


@transaction.atomic
def add(paper, picture, *, name, description, by, now):
    """Keep a picture that `pictures.redraw` has made anew."""
    row = moves.locked(paper.pk)
    if row.is_withdrawn:
        raise Refused(_("This paper is withdrawn and no longer changes."))
    if row.figures.count() >= MOST_FIGURES:
        raise Refused(_("A paper has at most %d figures: remove one first.") % MOST_FIGURES)
    figure = Figure(
        paper=row,
        name=name,
        description=description,
        content_type=picture.content_type,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        at=now,
        by=by,
    )
    _store(figure, picture.content)
    return figure


def _store(figure, content):
    if figure.paper.figures.filter(name=figure.name).exists():
        raise Refused(_("This paper already has a figure called “%s”.") % figure.name)
    figure.file.save(figure.name, ContentFile(content), save=False)
    try:
        figure.save()
    except IntegrityError:
        figure.file.storage.delete(figure.file.name)
        raise


@transaction.atomic
def remove(figure):
    row = moves.locked(figure.paper_id)
    if figure.name in used_in(row):
        raise Refused(_("A version of the paper shows this figure, so it stays."))
    stored, name = figure.file.storage, figure.file.name
    figure.delete()
    transaction.on_commit(partial(stored.delete, name), robust=True)


def used_in(paper):
    """The names of the figures that the versions of a paper show."""
    used = set()
    for body in paper.versions.values_list("body", flat=True):
        used |= figures_in(body)
    return used
