"""Looking for people by their name, their address, and the centres for which they speak."""

from django.db.models import Q, QuerySet

from common.folded_search import holds
from common.search_words import MOST_WORDS
from members.register.centre_search import matching
from members.register.models import Centre, Representative, User


def find_people(people: QuerySet[User], text: str) -> QuerySet[User]:
    for word in text.split()[:MOST_WORDS]:
        spoke = Representative.objects.filter(centre__in=_centres(word)).order_by()
        own = holds(word, ("email", "name_words"), people, read=())
        people = people.filter(own | Q(pk__in=spoke.values("user")))
    return people


def find_representatives(rows: QuerySet[Representative], text: str) -> QuerySet[Representative]:
    for word in text.split()[:MOST_WORDS]:
        own = holds(word, ("user__email", "user__name_words"), rows, read=())
        rows = rows.filter(own | Q(centre__in=_centres(word)))
    return rows


def _centres(word: str) -> QuerySet[Centre]:
    return matching(Centre.objects.all(), word)
