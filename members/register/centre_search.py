"""Looking for centres by their own name, their country, and their hosts' names, former ones too."""

from django.db.models import Q, QuerySet

from common import country_names
from common.folding import sought
from common.search_words import MOST_WORDS, begins
from members.register.models import Centre, FormerName, Organisation


def matching(centres: QuerySet[Centre], query: str) -> QuerySet[Centre]:
    """Those of which each word of the query begins a word of one of their names.

    By sets of keys, each found by an index; to read the names of all centres would take long.
    """
    wanted = sought(query)[:MOST_WORDS]
    if query.strip() and not wanted:
        return centres.none()
    hosting = Centre.hosts.through.objects.values("centre")
    for word in wanted:
        named = begins("name_words", word, centres.db)
        hosts = Organisation.objects.filter(named).order_by().values("pk")
        once_named = FormerName.objects.filter(named).order_by().values("organisation")
        centres = centres.filter(
            Q(pk__in=Centre.objects.filter(named).order_by().values("pk"))
            | Q(pk__in=hosting.filter(organisation__in=hosts))
            | Q(pk__in=hosting.filter(organisation__in=once_named))
            | Q(country__in=country_names.beginning(word))
        )
    return centres


def matching_hosts(hosts: QuerySet[Organisation], query: str) -> QuerySet[Organisation]:
    """The same for hosts: by the name they have, those they had, and their country."""
    wanted = sought(query)[:MOST_WORDS]
    if query.strip() and not wanted:
        return hosts.none()
    for word in wanted:
        named = begins("name_words", word, hosts.db)
        once_named = FormerName.objects.filter(named).order_by().values("organisation")
        hosts = hosts.filter(
            named | Q(pk__in=once_named) | Q(country__in=country_names.beginning(word))
        )
    return hosts
