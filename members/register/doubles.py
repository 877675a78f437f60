"""Centres and organisations that stand in the register twice under spellings of one name."""

from collections import defaultdict
from collections.abc import Iterable

from common.folding import names
from members.register.models import Centre, Organisation


def centres() -> set[int]:
    """The keys of those of whose name there is another one in the same country."""
    return _doubled(Centre.objects.values_list("pk", "name", "country"))


def organisations() -> set[int]:
    return _doubled(Organisation.objects.values_list("pk", "name", "country"))


def _doubled(rows: Iterable[tuple[int, str, object]]) -> set[int]:
    called: dict[tuple[str, str], set[int]] = defaultdict(set)
    for pk, name, country in rows:
        for way in names(name):
            called[way, str(country)].add(pk)
    return set().union(*(keys for keys in called.values() if len(keys) > 1))
