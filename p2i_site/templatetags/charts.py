"""The map, the charts and the navigation. Shows only: no queries, no rules."""

from django import template
from django.utils.translation import gettext as _

from common.countries import REGIONS
from members.applications.queues import CAP
from members.balance.composition import REGION_ORDER
from p2i_site import europe_map as drawn_map

register = template.Library()


@register.filter
def capped(count):
    """A count that was made up to a cap only: "99+"."""
    return count if count < CAP else f"{CAP - 1}+"


@register.inclusion_tag("components/europe_map.html")
def europe_map(states, summary, who="", empty=""):
    """The map of Europe, its key and its table; see `p2i_site.europe_map` for the states.

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


@register.inclusion_tag("components/region_dots.html")
def region_dots(memberships):
    """One dot a centre, by region; a region of the map without a centre says so."""
    groups = {region: [] for region in REGIONS}
    for membership in memberships:
        groups.setdefault(membership.centre.region, []).append(membership)
    return {"groups": groups.items(), "always": REGION_ORDER}


@register.inclusion_tag("components/tally.html")
def tally(yes, no, abstain, silent=0):
    """Ballots to scale with their numbers; `silent` units did not vote."""
    parts, start = [], 0
    for key, count in (("yes", yes), ("no", no), ("abstain", abstain), ("none", silent)):
        parts.append({"key": key, "count": count, "start": start})
        start += count
    return {"parts": parts, "total": start}


@register.simple_block_tag(takes_context=True)
def navigation(context, content):
    """The navigation for this viewer; the block's content names the current entry."""
    part = context.template.engine.get_template("components/navigation.html")
    with context.push(current=content.strip()):
        return part.render(context)
