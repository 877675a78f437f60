"""A map of Europe in which each country is one tile, near where it lies. Data only."""

SIDE, GAP = 26, 3
PLACES = (  # column of each country, row by row from north to south
    "IS0 NO5 SE6 FI7",
    "EE7",
    "IE1 GB2 DK5 LV7",
    "BE3 NL4 DE5 PL6 LT7",
    "FR3 LU4 CZ5 SK6 UA7",
    "AD2 CH3 LI4 AT5 HU6 RO7 MD8",
    "PT1 ES2 MC3 IT4 SI5 HR6 RS7 BG8",
    "SM4 BA5 ME6 XK7 MK8",
    "MT4 AL7 GR8 TR9 GE10 AZ11",
    "CY9 AM10",
)
PLACE_OF = {
    place[:2]: (int(place[2:]), row)
    for row, places in enumerate(PLACES)
    for place in places.split()
}


def tiles(memberships):
    """Each country's tile with its place and the membership that fills it, members first."""
    filled = {}
    for membership in sorted(memberships, key=_is_member):
        filled[membership.centre.country.code] = membership
    return [_tile(code, place, filled.get(code)) for code, place in PLACE_OF.items()]


def _is_member(membership):
    return membership.membership_class == "member"


def _tile(code, place, membership):
    x, y = (GAP + step * (SIDE + GAP) for step in place)
    return {
        "code": code,
        "x": x,
        "y": y,
        "middle": x + SIDE // 2,
        "baseline": y + SIDE // 2 + 4,
        "centre": membership and membership.centre,
        "kind": membership and membership.membership_class,
    }
