"""The map of Europe: what is drawn of each country, what the key says, and the same as rows.

The drawing is made by scripts/make_map.py. A map is given states: {code: (state, label, link)},
where the state is one of STATES, the label says who or what, and the link leads there.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django_countries import countries

Row = dict[str, str]  # of a country: what is drawn, what it is called, what it shows
DRAWING = json.loads((Path(__file__).parent / "maps" / "europe.json").read_text())
STATES = {  # the pattern that stands for it on every map, and its words; the most telling first
    "member": ("solid", _("Member")),
    "associate": ("striped", _("Associate")),
    "suspended": ("crossed", _("Suspended")),
    "invented": ("hatched", _("Invented for this demonstration")),
    "former": ("dotted", _("Former member")),
    "signed": ("solid", _("Signed")),
    "announced": ("striped", _("Announced")),
    "invited": ("dotted", _("Invited")),
    "withdrawn": ("crossed", _("Withdrawn")),
}


def rows(states: Mapping[str, tuple[str, str, str]]) -> list[Row]:
    """Every country of the map by its name, with what it shows; `state` is empty where nothing."""
    rows = []
    for code, shape in DRAWING["countries"].items():
        state, label, link = states.get(code, ("", "", ""))
        pattern, words = STATES.get(state, ("", ""))
        row = {"code": code, "name": countries.name(code), "state": state, "words": words}
        rows.append({**row, "pattern": pattern, "label": label, "link": link, **shape})
    return sorted(rows, key=lambda row: row["name"])


def layers(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows in the order of drawing: links over the rest, circles over their neighbours.

    Within a layer they stay in the order of their names: so the keyboard walks through them.
    """

    def layer(row: Row) -> tuple[bool, bool]:
        return "circle" in row, bool(row["state"])

    return [list(group) for _layer, group in groupby(sorted(rows, key=layer), key=layer)]


def key(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """(pattern, words) of the states that the map shows."""
    shown = {row["state"] for row in rows}
    return [(pattern, str(words)) for state, (pattern, words) in STATES.items() if state in shown]
