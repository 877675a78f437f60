import random
import subprocess
import sys

from members.balance.rotation import Leader, proposal

EXPERIENCED, NEW = "experienced", "new"
REAL = [
    *(Leader(code, code, EXPERIENCED) for code in ("AT", "DE", "ES", "SE")),
    *(Leader(code, code, NEW) for code in ("EE", "IE", "IT", "PT")),
    Leader("NL", "NL", EXPERIENCED, last_led="2021", leads_now=True),
    Leader("GR", "GR", NEW, last_led="2021", leads_now=True),
]


def names(pairs):
    return [tuple(leader.name for leader in pair.both) for pair in pairs]


def test_todays_network_begins_with_the_region_that_never_led():
    pairs = proposal(REAL)

    assert names(pairs) == [("SE", "IT"), ("AT", "EE"), ("DE", "IE")]


def test_each_pair_has_one_of_each_kind_from_two_regions_and_nobody_twice():
    pairs = proposal(REAL, most=10)

    chosen = [leader.name for pair in pairs for leader in pair.both]
    assert len(chosen) == len(set(chosen))
    assert not {"NL", "GR"} & set(chosen)
    for pair in pairs:
        assert (pair.experienced.maturity, pair.new.maturity) == (EXPERIENCED, NEW)
        assert pair.experienced.region != pair.new.region


def test_the_same_register_gives_the_same_pairs_in_whatever_order_it_is_read():
    mixed = list(REAL)
    random.Random(7).shuffle(mixed)

    assert proposal(mixed) == proposal(REAL)


def test_who_led_longest_ago_comes_before_who_led_last():
    leaders = [
        Leader("A", "AT", EXPERIENCED, last_led="2024"),
        Leader("B", "DE", EXPERIENCED, last_led="2015-06"),
        Leader("C", "IT", NEW),
    ]

    assert names(proposal(leaders)) == [("B", "C")]


def test_there_may_be_no_pair():
    assert proposal([]) == []
    same_region = [Leader("A", "AT", EXPERIENCED), Leader("B", "DE", NEW)]
    assert proposal(same_region) == []
    assert proposal([Leader("A", "AT", EXPERIENCED), Leader("B", "IT", "")]) == []


def test_it_needs_no_django():
    code = "import members.balance.rotation, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
