import subprocess
import sys
from datetime import date

import pytest

from members.composition import EXPERIENCED, NEW, Unit, maturity_on, with_candidate

TODAY = date(2026, 11, 2)
NETWORK = [
    *(Unit(code, code, EXPERIENCED) for code in ("AT", "DE", "NL", "ES", "SE")),
    *(Unit(code, code, NEW) for code in ("EE", "GR", "IE", "IT", "PT")),
]


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
    code = "import members.composition, sys; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
