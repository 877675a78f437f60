"""The Network's balance at each change of its membership. Pure: no Django, no database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from members.balance.composition import Balance, Unit, balance_of
from members.register.history_of_memberships import Step as MembershipStep


@dataclass(frozen=True)
class Timeline:
    """A membership: its centre, and its steps in the order of time."""

    name: str
    country: str
    steps: tuple[MembershipStep, ...]


@dataclass(frozen=True)
class Step:
    """From this partial date on ("" for what was always so) the Network looked like this."""

    since: str
    names: tuple[str, ...]
    balance: Balance


def steps(timelines: Sequence[Timeline]) -> list[Step]:
    """One step for each date on which something changed, the earliest first.

    Partial dates sort as text: a year before its months, and what has no date before all.
    """
    by_date = defaultdict(list)
    for number, timeline in enumerate(timelines):
        for step in timeline.steps:
            by_date[step.since].append((number, step.facts))
    units: dict[int, Unit | None] = {}
    network = []
    for since in sorted(by_date):
        before = dict(units)
        for number, facts in by_date[since]:
            is_member = facts.membership_class == "member"
            centre = timelines[number]
            unit = Unit(centre.name, centre.country, facts.maturity, is_member)
            units[number] = unit if facts.is_in_the_network else None
        names = [timelines[number].name for number in units if units[number] != before.get(number)]
        if names:
            balance = balance_of([unit for unit in units.values() if unit])
            network.append(Step(since, tuple(sorted(names)), balance))
    return network


def last_of_each_year(network: Iterable[Step]) -> list[Step]:
    """Where there are many steps: how it stood when each year in which something changed ended."""
    return list({step.since[:4]: step for step in network}.values())
