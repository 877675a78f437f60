"""What stands around a paper's text: title, authors, licence and the like."""

from django.db import transaction
from django.utils.translation import gettext as _

from knowledge_exchange.services import moves


@transaction.atomic
def settle(paper, *, by, now, is_new=False):
    """After an edit: the authors in one line, and for a public paper the time of its change."""
    row = moves.locked(paper.pk)
    row.authors = "; ".join(str(author) for author in row.author_list.select_related("centre"))
    if row.published_at:
        row.changed_at = now
    row.save(update_fields=["authors", "changed_at"])
    if not is_new:
        moves.note(row, by=by, now=now, what=_("Details changed."))
    return row
