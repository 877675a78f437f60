import pytest

from common.countries import EUROPE
from common.country_names import CALLED, beginning, code_of, names_of
from common.folding import sought
from common.time_zones import choices, zones_of


@pytest.mark.parametrize(
    ("called", "code"),
    [
        ("EL", "GR"), ("el", "GR"), ("UK", "GB"), ("uk", "GB"), ("GR", "GR"), ("fi", "FI"),
        ("LUX", "LU"), ("deu", "DE"), ("GBR", "GB"), ("AND", "AD"), ("USA", ""),
        ("Greece", "GR"), ("Ελλάδα", "GR"), ("Hellas", "GR"), ("Turkey", "TR"), ("Türkiye", "TR"),
        ("turkiye", "TR"), ("Czech Republic", "CZ"), ("Czechia", "CZ"), ("Česko", "CZ"),
        ("Deutschland", "DE"), ("Österreich", "AT"), ("oesterreich", "AT"), ("Suomi", "FI"),
        ("Holland", "NL"), ("Great Britain", "GB"), ("Macedonia", "MK"), ("FYROM", "MK"),
        ("Северна Македонија", "MK"), ("България", "BG"), ("Україна", "UA"), ("Kosova", "XK"),
        ("Éire", "IE"), ("Ísland", "IS"), ("საქართველო", "GE"), ("Hayastan", "AM"),
        ("Lietuva", "LT"), ("Cyprus", "CY"), ("Κύπρος", "CY"),
        ("Atlantis", ""), ("", ""), ("Czechoslovakia", ""), ("Serbia and Montenegro", ""),
        ("Germ", ""),
    ],
)  # fmt: skip
def test_a_country_is_known_by_the_names_and_codes_people_use(called, code):
    assert code_of(called) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Turkey", "TR"),
        ("turk", "TR"),
        ("el", "GR"),
        ("czech rep", "CZ"),
        ("hellas", "GR"),
        ("magyar", "HU"),
    ],
)
def test_a_country_is_found_by_the_beginnings_of_its_names(typed, code):
    assert all(code in beginning(word) for word in sought(typed))


def test_a_code_of_three_letters_finds_nothing_else():
    assert beginning("deu") == ["DE"]  # by "Deutschland"
    assert beginning("gbr") == []


def test_every_country_has_names_and_no_name_but_a_former_one_means_two():
    assert set(CALLED) == set(EUROPE)
    assert all(code_of(names_of(code)[0]) == code for code in EUROPE)


def test_the_zones_of_all_countries_are_in_the_list_each_once():
    listed = [zone for zone, _name in choices()]

    assert len(listed) == len(set(listed))
    assert {code for codes in zones_of().values() for code in codes} == set(EUROPE)
    assert {"Asia/Nicosia", "Asia/Tbilisi", "Atlantic/Azores", "Atlantic/Reykjavik", "UTC"} <= set(
        listed
    )
    assert dict(choices())["Europe/Belgrade"] == "Europe/Belgrade (Kosovo, Serbia)"


def test_an_older_name_that_is_stored_stays_in_the_list():
    assert ("Europe/Kiev", "Europe/Kiev") in choices("Europe/Kiev")
    assert len(choices("Europe/Athens")) == len(choices())
