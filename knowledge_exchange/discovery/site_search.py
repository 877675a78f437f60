"""What the search over everything finds among papers and meetings."""

from collections.abc import Iterator

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from common.accounts import Visitor
from common.site_search import Hit
from knowledge_exchange.discovery import searching


def find_papers_and_meetings(text: str, visitor: Visitor, limit: int) -> Iterator[Hit]:
    """The same, in the same order, as the first page of their own search."""
    terms = searching.search_terms(text)
    if not terms:
        return
    for result in list(searching.page_of(terms, user=visitor, number=1))[:limit]:
        kind = _("Expert Opinion Paper") if result.is_paper else _("Knowledge Exchange meeting")
        yield Hit(strip_tags(result.title), result.thing.get_absolute_url(), kind)
