"""A paper's authors: an ordered list, and the line made from it that lists and searches use."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.papers.models import Author, Paper
from knowledge_exchange.papers.services import details, frozen_details, moves

MOST_AUTHORS = 100


@transaction.atomic
def set_authors(paper, authors, *, by, now):
    """Store the whole list in this order; an author that is known keeps its number."""
    row = moves.locked(paper.pk)
    if len(authors) > MOST_AUTHORS:
        raise Refused(_("A paper has at most %d authors.") % MOST_AUTHORS)
    before = _facts(row.author_list.all())
    for position, author in enumerate(authors, 1):
        author.paper, author.position = row, position
    if _facts(authors) == before:
        return row
    if why := frozen_details.why_it_stands(row, by=by):
        raise Refused(why)
    counts = {"before": len(before), "now": len(authors)}
    what = _("Authors changed: %(before)d before, %(now)d now.") % counts
    row.author_list.all().delete()
    Author.objects.bulk_create(authors)
    row.authors = line(authors)
    row.save(update_fields=["authors"])
    details.public_change(row, by=by, now=now, what=what)
    return row


def line(authors):
    """As in "Jansen, Eva; PIANOo"."""
    text = "; ".join(map(str, authors))
    if len(text) > Paper._meta.get_field("authors").max_length:
        raise Refused(_("The names of all authors together are too long."))
    return text


def _facts(authors):
    facts = ("family_name", "given_names", "affiliation", "orcid", "centre_id")
    return [tuple(getattr(author, fact) for fact in facts) for author in authors]


@transaction.atomic
def add(paper, author, *, by, now):
    return set_authors(paper, [*_now(paper), author], by=by, now=now)


@transaction.atomic
def change(paper, author, *, by, now):
    present = _now(paper)
    present[_place(present, author)] = author
    return set_authors(paper, present, by=by, now=now)


@transaction.atomic
def remove(paper, author, *, by, now):
    present = _now(paper)
    del present[_place(present, author)]
    return set_authors(paper, present, by=by, now=now)


@transaction.atomic
def move(paper, author, *, steps, by, now):
    """Up for negative steps; whoever stands at the end stays there."""
    present = _now(paper)
    place = _place(present, author)
    moved = present.pop(place)
    present.insert(max(0, place + steps), moved)
    return set_authors(paper, present, by=by, now=now)


def _now(paper):
    """The list as it stands, held until the end of the transaction."""
    moves.locked(paper.pk)
    return list(Author.objects.filter(paper=paper).select_related("centre"))


def _place(present, author):
    for place, other in enumerate(present):
        if other.pk == author.pk:
            return place
    raise Refused(_("This author was removed meanwhile."))
