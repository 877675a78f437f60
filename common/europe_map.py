"""The map of Europe: what is drawn of each country, what the key says, and the same as rows.

The drawing is made by scripts/make_map.py. A map is given states: {code: (state, label, link)},
where the state is one of STATES, the label says who or what, and the link leads there.
"""

import json
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django_countries import countries

DRAWING = json.loads((Path(__file__).parent / "maps" / "europe.json").read_text())
STATES = {  # the pattern that stands for it on every map, and its words; the most telling first
    "member": ("solid", _("Member")),
    "associate": ("striped", _("Associate")),
    "suspended": ("crossed", _("Suspended")),
    "former": ("dotted", _("Former member")),
    "signed": ("solid", _("Signed")),
    "announced": ("striped", _("Announced")),
    "invited": ("dotted", _("Invited")),
    "withdrawn": ("crossed", _("Withdrawn")),
}


def rows(states):
    """Every country of the map by its name, with what it shows; `state` is empty where nothing."""
    found = [_row(code, shape, states.get(code)) for code, shape in DRAWING["countries"].items()]
    return sorted(found, key=lambda row: row["name"])


def _row(code, shape, shown):
    state, label, link = shown or ("", "", "")
    pattern, words = STATES.get(state, ("", ""))
    return {
        "code": code,
        "name": countries.name(code),
        "state": state,
        "words": words,
        "pattern": pattern,
        "label": label,
        "link": link,
        **shape,
    }


def layers(found):
    """The rows in the order of drawing: links over the rest, circles over their neighbours.

    Within a layer they stay in the order of their names: so the keyboard walks through them.
    """

    def layer(row):
        return "circle" in row, bool(row["state"])

    return [list(group) for _layer, group in groupby(sorted(found, key=layer), key=layer)]


def key(found):
    """(pattern, words) of the states that the map shows."""
    shown = {row["state"] for row in found}
    return [look for state, look in STATES.items() if state in shown]
