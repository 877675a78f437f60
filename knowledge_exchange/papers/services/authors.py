"""A paper's authors: an ordered list, and the line made from it that lists and searches use."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.papers.models import Author, Paper
from knowledge_exchange.papers.services import frozen_details, moves
from members.models import User

MOST_AUTHORS = 100


@transaction.atomic
def set_authors(paper: Paper, authors: Sequence[Author], *, by: User, now: datetime) -> Paper:
    """Store the whole list in this order; an author that is known keeps its number."""
    row = moves.lock_paper(paper.pk)
    if store(row, authors) and (reason := frozen_details.why_frozen(row)):
        raise Refused(reason)
    return row


def store(paper: Paper, authors: Sequence[Author]) -> bool:
    """Write the list if it differs, whoever may, and say whether. `paper` must be locked."""
    if len(authors) > MOST_AUTHORS:
        raise Refused(_("A paper has at most %d authors.") % MOST_AUTHORS)
    before = _facts(paper.author_list.all())
    for position, author in enumerate(authors, 1):
        author.paper, author.position = paper, position
    if _facts(authors) == before:
        return False
    line = "; ".join(map(str, authors))  # as in "Jansen, Eva; PIANOo"
    longest = Paper._meta.get_field("authors").max_length
    if longest is not None and len(line) > longest:
        raise Refused(_("The names of all authors together are too long."))
    paper.author_list.all().delete()
    Author.objects.bulk_create(authors)
    paper.authors = line
    paper.save(update_fields=["authors"])
    return True


def _facts(authors: Iterable[Author]) -> list[tuple[str | int | None, ...]]:
    fields = ("family_name", "given_names", "affiliation", "orcid", "centre_id")
    return [tuple(getattr(author, field) for field in fields) for author in authors]


@transaction.atomic
def add(paper: Paper, author: Author, *, by: User, now: datetime) -> Paper:
    return set_authors(paper, [*_locked_list(paper), author], by=by, now=now)


@transaction.atomic
def change(paper: Paper, author: Author, *, by: User, now: datetime) -> Paper:
    authors = _locked_list(paper)
    authors[_place(authors, author)] = author
    return set_authors(paper, authors, by=by, now=now)


@transaction.atomic
def remove(paper: Paper, author: Author, *, by: User, now: datetime) -> Paper:
    authors = _locked_list(paper)
    del authors[_place(authors, author)]
    return set_authors(paper, authors, by=by, now=now)


@transaction.atomic
def move(paper: Paper, author: Author, *, steps: int, by: User, now: datetime) -> Paper:
    """Up for negative steps; whoever stands at the end stays there."""
    authors = _locked_list(paper)
    place = _place(authors, author)
    moved = authors.pop(place)
    authors.insert(max(0, place + steps), moved)
    return set_authors(paper, authors, by=by, now=now)


def _locked_list(paper: Paper) -> list[Author]:
    """The list as it stands, held until the end of the transaction."""
    moves.lock_paper(paper.pk)
    return list(Author.objects.filter(paper=paper).select_related("centre"))


def _place(authors: Sequence[Author], author: Author) -> int:
    for place, other in enumerate(authors):
        if other.pk == author.pk:
            return place
    raise Refused(_("This author was removed meanwhile."))
