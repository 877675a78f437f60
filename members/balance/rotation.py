"""Which centres could lead the Network next. An aid: it decides nothing. Pure: no Django.

The rule: a pair is one experienced and one new member centre of two regions, neither of them
leading now. Centres that never led come before those that did, and those whose last term is
longer ago before the others; then regions that led less often; then the alphabet. Each centre is
proposed once, so the pairs make a rotation. The same register gives the same pairs.
"""

from collections import Counter
from collections.abc import Iterable
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
    def region(self) -> str:
        return REGION_OF.get(self.country, "")


@dataclass(frozen=True)
class Pair:
    experienced: Leader
    new: Leader

    @property
    def both(self) -> tuple[Leader, Leader]:
        return self.experienced, self.new


def proposal(leaders: Iterable[Leader], most: int = 3) -> list[Pair]:
    """Up to `most` pairs, the one whose turn it is first."""
    leaders = list(leaders)
    times_led = Counter(leader.region for leader in leaders if leader.last_led)

    def turn(leader: Leader) -> tuple[str, int, str, str]:
        return leader.last_led, times_led[leader.region], leader.country, leader.name

    def turn_of_both(pair: Pair) -> tuple[list[str], int, list[tuple[str, int, str, str]]]:
        """First who waits longest: of two pairs the later of the two last terms decides."""
        last_led = sorted((leader.last_led for leader in pair.both), reverse=True)
        regions = sum(times_led[leader.region] for leader in pair.both)
        return last_led, regions, [turn(leader) for leader in pair.both]

    free = sorted((leader for leader in leaders if not leader.leads_now), key=turn)
    experienced = [leader for leader in free if leader.maturity == EXPERIENCED][:LOOKED_AT]
    new = [leader for leader in free if leader.maturity == NEW][:LOOKED_AT]
    possible = [
        Pair(old, young) for old in experienced for young in new if old.region != young.region
    ]
    chosen: list[Pair] = []
    taken: set[Leader] = set()
    for pair in sorted(possible, key=turn_of_both):
        if len(chosen) < most and not taken & set(pair.both):
            chosen.append(pair)
            taken |= set(pair.both)
    return chosen
