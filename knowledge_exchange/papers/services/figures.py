"""A paper's figures: added, and removed while no version shows them; never changed."""

from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.markdown import figures_in
from common.refusals import Refused
from knowledge_exchange.papers.models import Figure, Paper
from knowledge_exchange.papers.services import moves
from members.models import User
from uploads.pictures import Redrawn

MOST_FIGURES = 60


@transaction.atomic
def add(
    paper: Paper, picture: Redrawn, *, name: str, description: str, by: User, now: datetime
) -> Figure:
    """Keep a picture that `pictures.redraw` has made anew."""
    row = moves.lock_paper(paper.pk)
    if row.is_withdrawn:
        raise Refused(_("This paper is withdrawn and no longer changes."))
    if row.figures.count() >= MOST_FIGURES:
        raise Refused(_("A paper has at most %d figures: remove one first.") % MOST_FIGURES)
    if row.figures.filter(name=name).exists():
        raise Refused(_("This paper already has a figure called “%s”.") % name)
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
    figure.file.save(name, ContentFile(picture.content), save=False)
    try:
        figure.save()
    except IntegrityError:
        figure.file.delete(save=False)
        raise
    return figure


@transaction.atomic
def remove(figure: Figure) -> None:
    row = moves.lock_paper(figure.paper_id)
    if figure.name in used_in(row):
        raise Refused(_("A version of the paper shows this figure, so it stays."))
    storage, filename = figure.file.storage, str(figure.file.name)
    figure.delete()
    transaction.on_commit(partial(storage.delete, filename), robust=True)


def used_in(paper: Paper) -> set[str]:
    """The names of the figures that the versions of a paper show."""
    used: set[str] = set()
    for body in paper.versions.values_list("body", flat=True):
        used |= figures_in(body)
    return used
