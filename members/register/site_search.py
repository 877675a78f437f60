"""What the search over everything finds in the register."""

from collections.abc import Iterator

from common.accounts import Visitor
from common.site_search import Hit
from members.register.centre_search import matching
from members.register.models import Centre


def find_centres(text: str, visitor: Visitor, limit: int) -> Iterator[Hit]:
    """Centres with a public page, by their own name, their country and their hosts' names."""
    for centre in matching(Centre.objects.listed(), text).order_by("name")[:limit]:
        yield Hit(centre.name, centre.get_absolute_url(), centre.country.name)
