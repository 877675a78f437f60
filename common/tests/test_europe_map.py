import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.template import Context, Template

from common import europe_map
from common.countries import BY_NAME, EUROPE
from scripts import make_map

STATES = {
    "GR": ("member", "Hellenic Centre", "/members/hellenic/"),
    "FI": ("associate", "KEINO", "/members/keino/"),
    "MT": ("suspended", "2 centres", "/members/?country=MT"),
    "XK": ("former", "A & B", "/members/a-b/"),
}


@pytest.fixture
def drawn():
    tag = Template("{% load charts p2i %}{% europe_map states 'Map of 4' %}")
    return tag.render(Context({"states": STATES}))


def test_every_country_of_europe_is_drawn_and_named_in_the_order_of_its_name():
    rows = europe_map.rows({})

    assert [row["code"] for row in rows] == BY_NAME.split()
    assert sorted(BY_NAME.split()) == EUROPE
    assert all(("path" in row) is not ("circle" in row) for row in rows)


def test_the_smallest_countries_are_marked_by_a_circle():
    small = {row["code"] for row in europe_map.rows({}) if "circle" in row}

    assert small == set("AD LI LU MC MT SM".split())


def test_the_map_leads_by_keyboard_to_each_country_that_has_a_state(drawn):
    links = re.findall(r'<a href="([^"]*)" aria-label="([^"]*)">', drawn)

    assert links == [
        ("/members/keino/", "Finland: Associate, KEINO"),
        ("/members/hellenic/", "Greece: Member, Hellenic Centre"),
        ("/members/a-b/", "Kosovo: Former member, A &amp; B"),
        ("/members/?country=MT", "Malta: Suspended, 2 centres"),
    ]


def test_the_map_is_one_whole_picture_with_a_title_for_every_country(drawn):
    picture = ET.fromstring(drawn[drawn.index("<svg") : drawn.index("</svg>") + 6])  # noqa: S314

    assert picture.attrib["aria-label"] == "Map of 4"
    assert len(list(picture.iter("title"))) == len(EUROPE)
    assert "style" not in drawn


def test_the_table_says_the_same_as_the_map(drawn):
    table = drawn[drawn.index("<tbody>") :]
    rows = [re.sub(r"<[^>]*>", "|", row).strip("|") for row in table.split("</tr>")[:-1]]
    cells = {row.strip(" |\n").split("|")[0]: row for row in rows}

    assert len(cells) == len(EUROPE)
    assert "Associate" in cells["Finland"]
    assert "KEINO" in cells["Finland"]
    assert "No centre in the Network yet" in cells["France"]


def test_the_key_names_the_states_that_are_shown_and_the_empty_places(drawn):
    key = drawn[drawn.index('<ul class="key">') : drawn.index("<details")]

    assert re.findall(r"</svg>([^<]*)<", key) == [
        "Member",
        "Associate",
        "Suspended",
        "Former member",
        "No centre in the Network yet",
    ]


def test_no_two_states_of_one_map_look_the_same():
    looks = [pattern for pattern, _words in europe_map.STATES.values()]

    assert len(set(looks[:4])) == len(set(looks[4:])) == 4


def test_the_drawing_is_small_and_what_the_script_writes():
    assert make_map.OUTPUT.stat().st_size < 40_000
    assert europe_map.DRAWING["width"] == make_map.WIDTH
    assert sorted(make_map.CODES) == EUROPE
    assert json.loads(make_map.OUTPUT.read_text()) == europe_map.DRAWING


def test_a_country_is_drawn_as_large_as_it_is():
    """One square kilometre is as large on Malta as in Lapland: a degree north is not wider."""
    south, north = (
        make_map.area(make_map.projected([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]))
        for x, y in ((14, 35), (25, 68))
    )

    assert south / north == pytest.approx(0.8134 / 0.3665, rel=0.01)  # the cosines of 35.5 and 68.5


def test_parts_drawn_together_lose_the_border_between_them():
    left, right = [(0, 0), (0, 9), (5, 9)], [(5, 9), (9, 9), (9, 0), (5, 0)]
    border, closing = [(5, 0), (5, 9)], [(5, 0), (0, 0)]
    arcs = [(points, points) for points in (left, right, border, closing)]

    (ring,) = make_map.united([[0, ~2, 3], [1, 2]], arcs)

    assert sorted(ring) == [0, 1, 3]


def test_a_line_keeps_only_the_points_without_which_it_would_stray():
    assert make_map.simplified([(0, 0), (5, 0.1), (10, 0), (10, 10)]) == [(0, 0), (10, 0), (10, 10)]


def test_what_reaches_over_the_edge_is_cut_off_there():
    square = [(-10, 10), (20, 10), (20, 30), (-10, 30)]

    assert sorted(make_map.clipped(square)) == [(0.0, 10.0), (0.0, 30.0), (20, 10), (20, 30)]
    assert make_map.clipped([(-30, 1), (-20, 1), (-20, 9)]) == []
