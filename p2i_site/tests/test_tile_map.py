from types import SimpleNamespace

from members.countries import EUROPE
from p2i_site.tile_map import PLACE_OF, tiles


def membership(country, membership_class="member"):
    centre = SimpleNamespace(country=SimpleNamespace(code=country))
    return SimpleNamespace(centre=centre, membership_class=membership_class)


def test_every_country_of_europe_has_a_place_of_its_own():
    assert sorted(PLACE_OF) == EUROPE
    assert len(set(PLACE_OF.values())) == len(EUROPE)


def test_a_member_fills_its_country_before_an_associate():
    member = membership("FI")

    drawn = {tile["code"]: tile for tile in tiles([member, membership("FI", "associate")])}

    assert drawn["FI"]["kind"] == "member"
    assert drawn["FI"]["centre"] is member.centre
    assert drawn["NO"]["centre"] is None
