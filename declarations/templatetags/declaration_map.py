"""The map of who signed. Shows only."""

from django import template

from p2i_site.tile_map import GAP, PLACE_OF, SIDE

register = template.Library()


@register.simple_tag
def state_tiles(places):
    """Each country's tile; `places` is country code: (state, label, link)."""
    return [_tile(code, place, places.get(code)) for code, place in PLACE_OF.items()]


def _tile(code, place, filled):
    x, y = (GAP + step * (SIDE + GAP) for step in place)
    state, label, link = filled or ("", "", "")
    return {
        "code": code,
        "x": x,
        "y": y,
        "middle": x + SIDE // 2,
        "baseline": y + SIDE // 2 + 4,
        "state": state,
        "label": label,
        "link": link,
    }
