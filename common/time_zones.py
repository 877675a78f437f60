"""The time zones of all countries of Europe, each once, with whose clocks they are."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from django_countries import countries

from common.countries import BY_NAME

NOT_IN_THE_TABLE = {"XK": ["Europe/Belgrade"]}  # Kosovo has no code there


@cache
def zones_of() -> dict[str, list[str]]:
    """The codes of the countries in which each zone holds, by the table of the tz database."""
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    zones: dict[str, list[str]] = defaultdict(list)
    for code in BY_NAME.split():
        own = [zone for where, _place, zone, *_note in rows if where == code]
        for zone in own or NOT_IN_THE_TABLE.get(code, []):
            zones[zone].append(code)
    return dict(sorted(zones.items()))


def choices(current: str = "") -> list[tuple[str, str]]:
    """For a list to choose from. `current` stays in it, as an older name that is stored may be."""
    named = []
    for zone, codes in zones_of().items():
        where = ", ".join(str(countries.name(code)) for code in codes)
        named.append((zone, f"{zone.replace('_', ' ')} ({where})"))
    others = [(zone, zone) for zone in (current, "UTC") if zone and zone not in zones_of()]
    return [*named, *dict.fromkeys(others)]
