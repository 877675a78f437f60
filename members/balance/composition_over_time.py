"""The Network's balance at each change of its membership. Pure: no Django, no database."""

from collections import defaultdict
from dataclasses import dataclass

from members.balance.composition import Balance, Unit, balance_of

IN_THE_NETWORK = ("active", "suspended")


@dataclass(frozen=True)
class Change:
    """What a membership was from then on. `since` is a partial date, "" where it is not known."""

    since: str
    membership_class: str
    maturity: str
    status: str


@dataclass(frozen=True)
class History:
    """A membership: its centre, and its changes in the order in which they were noted."""

    name: str
    country: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Step:
    """From this partial date on ("" for what was always so) the Network looked like this."""

    since: str
    names: tuple[str, ...]
    balance: Balance


def steps(histories):
    """One step for each date on which something changed, the earliest first.

    Partial dates sort as text: a year before its months, and what has no date before all. Of two
    changes of one membership on the same date the one that was noted later holds.
    """
    by_date = defaultdict(list)
    for number, history in enumerate(histories):
        for change in history.changes:
            by_date[change.since].append((number, change))
    standing, found = {}, []
    for since in sorted(by_date):
        before = dict(standing)
        for number, change in by_date[since]:
            standing[number] = _unit(histories[number], change)
        names = [
            histories[number].name for number in standing if standing[number] != before.get(number)
        ]
        if names:
            units = [unit for unit in standing.values() if unit]
            found.append(Step(since, tuple(sorted(names)), balance_of(units)))
    return found


def _unit(history, change):
    if change.status not in IN_THE_NETWORK:
        return None
    is_member = change.membership_class == "member"
    return Unit(history.name, history.country, change.maturity, is_member)


def last_of_each_year(found):
    """Where there are many steps: how it stood when each year in which something changed ended."""
    return list({step.since[:4]: step for step in found}.values())
