"""Charts of the Network's balance as inline SVG. Shows only: no queries, no rules."""

from django import template

from common.countries import REGIONS
from members.balance.composition import REGION_ORDER

register = template.Library()

WIDTH, HEIGHT = 720, 220
LEFT, TOP = 36, 12  # room for the numbers at the side
WIDEST = 90  # of a column, so that two steps do not fill the page
LABELS = 6  # so many dates fit below the columns
LEVELS = 4


@register.inclusion_tag("components/region_dots.html")
def region_dots(memberships):
    """One dot a centre, by region; a region of the map without a centre says so."""
    groups = {region: [] for region in REGIONS}
    for membership in memberships:
        groups.setdefault(membership.centre.region, []).append(membership)
    return {"groups": groups.items(), "always": REGION_ORDER}


@register.inclusion_tag("components/share_bars.html")
def share_bars(shares):
    """Each share as a bar with its number and its percentage."""
    return {"shares": shares}


@register.inclusion_tag("components/balance_over_time.html")
def balance_over_time(steps):
    """One column a step, the regions stacked, and the same in a table."""
    most = max((step.balance.total for step in steps), default=0)
    room = (WIDTH - LEFT) / max(1, len(steps))
    unit = HEIGHT / max(1, most)
    every = -(-len(steps) // LABELS) or 1
    regions = _regions(steps)
    columns = [_column(step, number, room, unit, regions) for number, step in enumerate(steps)]
    return {
        "steps": steps,
        "regions": regions,
        "columns": columns,
        "ticks": columns[::every],
        "levels": _levels(most, unit),
        "left": LEFT,
        "right": WIDTH,
        "below": TOP + HEIGHT + 22,
        "height": TOP + HEIGHT + 34,
    }


def _regions(steps):
    """The four of Europe, and others that ever had a centre."""
    seen = {share.label for step in steps for share in step.balance.regions if share.count}
    return [*REGION_ORDER, *sorted(seen - set(REGION_ORDER))]


def _column(step, number, room, unit, regions):
    width = min(room * 0.8, WIDEST)
    counts = {share.label: share.count for share in step.balance.regions}
    parts, top = [], TOP + HEIGHT
    for place, region in enumerate(regions):
        height = counts.get(region, 0) * unit
        top -= height
        if height:
            parts.append({"place": place, "y": round(top, 2), "height": round(height, 2)})
    start = LEFT + number * room + (room - width) / 2
    return {
        "label": step.since[:4] or "?",
        "x": round(start, 2),
        "width": round(width, 2),
        "middle": round(start + width / 2, 2),
        "parts": parts,
        "counts": [(region, counts.get(region, 0)) for region in regions],
        "step": step,
    }


def _levels(most, unit):
    every = max(1, -(-most // LEVELS))
    return [
        {"count": count, "y": round(TOP + HEIGHT - count * unit, 2)}
        for count in range(0, most + 1, every)
    ]
