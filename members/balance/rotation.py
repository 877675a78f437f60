"""Which centres could lead the Network next. An aid: it decides nothing. Pure: no Django.

The rule: a pair is one experienced and one new member centre of two regions, neither of them
leading now. Centres that never led come before those that did, and those whose last term is
longer ago before the others; then regions that led less often; then the alphabet. Each centre is
proposed once, so the pairs make a rotation. The same register gives the same pairs.
"""

from collections import Counter
from dataclasses import dataclass

from members.balance.composition import EXPERIENCED, NEW, REGION_OF

LOOKED_AT = 60  # of each kind: enough for a rotation, and few enough to pair all of them


@dataclass(frozen=True)
class Leader:
    """A member centre. `last_led` is the partial date on which its last term began, "" if none."""

    name: str
    country: str
    maturity: str
    last_led: str = ""
    leads_now: bool = False

    @property
    def region(self):
        return REGION_OF.get(self.country, "")


@dataclass(frozen=True)
class Pair:
    experienced: Leader
    new: Leader

    @property
    def both(self):
        return self.experienced, self.new


def proposal(leaders, most=3):
    """Up to `most` pairs, the one whose turn it is first."""
    times_led = Counter(leader.region for leader in leaders if leader.last_led)
    free = [leader for leader in leaders if not leader.leads_now]
    experienced = _in_turn(free, EXPERIENCED, times_led)
    new = _in_turn(free, NEW, times_led)
    possible = sorted(
        (Pair(old, young) for old in experienced for young in new if old.region != young.region),
        key=lambda pair: _pair_key(pair, times_led),
    )
    return _each_once(possible, most)


def _in_turn(free, maturity, times_led):
    of_kind = (leader for leader in free if leader.maturity == maturity)
    return sorted(of_kind, key=lambda leader: _key(leader, times_led))[:LOOKED_AT]


def _key(leader, times_led):
    return leader.last_led, times_led[leader.region], leader.country, leader.name


def _pair_key(pair, times_led):
    """First who waits longest: of two pairs the later of the two last terms decides."""
    led = sorted((leader.last_led for leader in pair.both), reverse=True)
    regions = sum(times_led[leader.region] for leader in pair.both)
    return led, regions, [_key(leader, times_led) for leader in pair.both]


def _each_once(possible, most):
    chosen, taken = [], set()
    for pair in possible:
        if len(chosen) < most and not taken & set(pair.both):
            chosen.append(pair)
            taken |= set(pair.both)
    return chosen
