"""The map of Europe and a tally as pictures. Shows only: no queries, no rules."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from common import europe_map as drawn_map

register = template.Library()


@register.inclusion_tag("components/europe_map.html")
def europe_map(
    states: Mapping[str, tuple[str, str, str]], summary: str, who: str = "", empty: str = ""
) -> dict[str, object]:
    """The map of Europe, its key and its table; see `common.europe_map` for the states.

    `who` heads the column of the labels, `empty` says what a country without a state lacks.
    A page holds one map at most.
    """
    rows = drawn_map.rows(states)
    return {
        "drawing": drawn_map.DRAWING,
        "rows": rows,
        "layers": drawn_map.layers(rows),
        "key": drawn_map.key(rows),
        "summary": summary,
        "who": who or _("Centres"),
        "empty": empty or _("No centre in the Network yet"),
    }


@register.inclusion_tag("components/tally.html")
def tally(yes: int, no: int, abstain: int, silent: int = 0) -> dict[str, object]:
    """Ballots to scale with their numbers; `silent` units did not vote."""
    parts, start = [], 0
    for key, count in (("yes", yes), ("no", no), ("abstain", abstain), ("none", silent)):
        parts.append({"key": key, "count": count, "start": start})
        start += count
    return {"parts": parts, "total": start}
