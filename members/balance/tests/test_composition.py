import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import p2i_site.demo
from common.countries import EUROPE, REGION_OF, STANDING_OF
from members.balance.composition import (
    EXPERIENCED,
    NEW,
    Unit,
    balance_of,
    classified,
    evenness,
    maturity_on,
    restored,
    stored,
    with_candidate,
)

TODAY = date(2026, 11, 2)
NETWORK = [
    *(Unit(code, code, EXPERIENCED) for code in ("AT", "DE", "NL", "ES", "SE")),
    *(Unit(code, code, NEW) for code in ("EE", "GR", "IE", "IT", "PT")),
]
COUNTS = st.lists(st.integers(0, 10_000), min_size=2, max_size=12)


def real_network():
    """The twelve, as they are publicly known."""
    known = json.loads((Path(p2i_site.demo.__file__).parent / "network.json").read_text())
    return [
        Unit(it["name"], it["country"], it["maturity"] or "", it["membership"] == "member")
        for it in known["centres"]
    ]


def counted(shares):
    return {share.label: share.count for share in shares}


def shown(rows):
    return [(row.label, row.before, row.after) for row in rows]


def test_todays_network_with_a_first_eastern_member():
    composition = with_candidate(NETWORK, Unit("X", "CZ", NEW))

    assert shown(composition.experience) == [("Experienced", 5, 5), ("New", 5, 6)]
    assert shown(composition.regions) == [
        ("Northern Europe", 3, 3),
        ("Western Europe", 3, 3),
        ("Southern Europe", 4, 4),
        ("Eastern Europe", 0, 1),
    ]
    assert composition.sentence == (
        "With X the Network would have 5 experienced and 6 new members; "
        "Eastern Europe would have its first."
    )


def test_a_region_that_has_members_already():
    composition = with_candidate(NETWORK, Unit("X", "DK", EXPERIENCED))

    assert composition.sentence.endswith("Northern Europe would have four instead of three.")


def test_unknown_experience_is_counted_as_unknown():
    composition = with_candidate(NETWORK, Unit("X", "CY"))

    assert ("Experience not known", 0, 1) in shown(composition.experience)
    assert ("Western Asia", 0, 1) in shown(composition.regions)


def test_the_candidates_dot_is_marked_in_its_region():
    eastern = with_candidate(NETWORK, Unit("X", "CZ")).dots[3]

    assert [(dot.label, dot.is_candidate) for dot in eastern.dots] == [("X", True)]


@pytest.mark.parametrize(
    "began, expected",
    [
        (None, ""),
        (date(2026, 11, 2), NEW),
        (date(2021, 11, 3), NEW),
        (date(2021, 11, 2), EXPERIENCED),
        (date(2005, 10, 7), EXPERIENCED),
    ],
)
def test_a_centre_is_new_until_its_fifth_birthday(began, expected):
    assert maturity_on(began, TODAY, 5) == expected


def test_the_balance_needs_no_django():
    code = "import members.balance.composition, sys; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_todays_real_picture():
    today = balance_of(real_network())

    assert (today.total, today.members) == (12, 10)
    assert counted(today.experience) == {"Experienced": 5, "New": 5}
    assert [(share.count, share.percent) for share in today.regions] == [
        (5, 42),
        (3, 25),
        (4, 33),
        (0, 0),
    ]
    assert counted(today.standings) == {
        "EU": 12,
        "EEA, outside the EU": 0,
        "Candidate for the EU": 0,
        "Elsewhere": 0,
    }
    assert today.evenness_shown == "0.78"
    assert len(today.covered) == 12
    assert {"PL", "DK", "NO", "UA"} <= set(today.uncovered)
    assert not set(today.covered) & set(today.uncovered)


def test_what_a_first_eastern_member_would_change():
    composition = with_candidate(real_network(), Unit("X", "PL", NEW))

    assert composition.evenness == ("0.78", "0.91")
    assert (composition.countries.before, composition.countries.after) == (12, 13)
    assert "PL" not in composition.uncovered
    assert shown(composition.standings)[0] == ("EU", 12, 13)


def test_an_empty_network_has_no_evenness_and_a_first_member_has_none_at_all():
    composition = with_candidate([], Unit("X", "PL"))

    assert composition.evenness == ("not defined", "0.00")
    assert balance_of([]).evenness_shown == "not defined"


def test_a_centre_outside_the_four_regions_leaves_the_evenness_as_it_is():
    assert with_candidate(NETWORK, Unit("X", "GE", NEW)).evenness == ("0.79", "0.79")


@given(COUNTS)
def test_the_evenness_lies_between_0_and_1_or_is_not_defined(counts):
    index = evenness(counts)

    assert index is None if not any(counts) else 0 <= index <= 1


@given(COUNTS, st.randoms(use_true_random=False), st.integers(1, 50))
def test_the_evenness_knows_neither_order_nor_size(counts, chance, factor):
    mixed = [count * factor for count in counts]
    chance.shuffle(mixed)

    assert evenness(mixed) == pytest.approx(evenness(counts))


@given(st.integers(1, 1000), st.integers(2, 12))
def test_the_evenness_is_1_when_even_0_in_one_group_and_less_between(count, groups):
    even = [count] * groups
    assert evenness(even) == pytest.approx(1)
    assert evenness([count] + [0] * (groups - 1)) == 0
    assert evenness([count + 1, *even[1:]]) < 1


def test_one_group_alone_has_no_evenness():
    assert evenness([7]) is None


def test_every_country_has_a_region_and_at_most_one_standing():
    assert set(STANDING_OF) <= set(REGION_OF) == set(EUROPE)
    assert len(STANDING_OF) == 27 + 3 + 9


def test_what_is_kept_with_a_decision_comes_back_as_it_was():
    composition = with_candidate(real_network(), Unit("X", "PL", NEW))

    assert restored(json.loads(json.dumps(stored(composition)))) == composition
    assert restored({}) is None


@pytest.mark.parametrize(
    "listed, began, differs, years",
    [
        (NEW, date(2015, 3, 1), True, 11),
        (NEW, date(2024, 3, 1), False, 2),
        (EXPERIENCED, date(2024, 3, 1), True, 2),
        (NEW, None, False, None),
        ("", date(2015, 3, 1), False, 11),
    ],
)
def test_the_networks_own_word_stands_beside_the_rules(listed, began, differs, years):
    found = classified("X", listed, began, TODAY, 5)

    assert (found.listed, found.differs, found.years) == (listed, differs, years)
