import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from members.register.history_of_memberships import standing_on


@dataclass(frozen=True)
class Event:
    effective: str = ""
    membership_class: str = "member"
    maturity: str = "new"
    status: str = "active"
    at: datetime = datetime(2026, 1, 10, tzinfo=UTC)
    membership_id: int = 1

    @property
    def pk(self):
        return id(self)


def noted(day, **facts):
    return Event(at=datetime(2026, *day, tzinfo=UTC), **facts)


def standing(events, *day):
    found = standing_on(events, date(*day)).get(1)
    return found and (found.membership_class, found.maturity, found.status)


@pytest.mark.parametrize(
    "effective, last_day_before",
    [("2018", (2017, 12, 31)), ("2018-11", (2018, 10, 31)), ("2018-11-03", (2018, 11, 2))],
)
def test_a_partial_date_counts_from_the_first_day_that_it_may_mean(effective, last_day_before):
    events = [Event(effective)]

    assert standing(events, *last_day_before) is None
    assert standing(events, 2018, 11, 3) == ("member", "new", "active")


def test_without_a_day_it_counts_from_when_it_was_noted():
    events = [noted((3, 1)), noted((3, 5), status="suspended")]

    assert standing(events, 2026, 2, 28) is None
    assert standing(events, 2026, 3, 4) == ("member", "new", "active")
    assert standing(events, 2026, 3, 5) == ("member", "new", "suspended")


def test_a_note_that_changes_nothing_counts_for_nothing():
    events = [Event("2018"), noted((5, 1))]

    assert standing(events, 2018, 1, 1) == ("member", "new", "active")


def test_each_event_changes_only_what_it_says_however_late_it_was_noted():
    """First the suspension of 2024 was noted, then that it had become a member in 2022."""
    events = [
        Event("2018", membership_class="associate"),
        noted((2, 1), effective="2024", membership_class="associate", status="suspended"),
        noted((3, 1), effective="2022", status="suspended"),
    ]

    assert standing(events, 2021, 1, 1) == ("associate", "new", "active")
    assert standing(events, 2023, 1, 1) == ("member", "new", "active")
    assert standing(events, 2025, 1, 1) == ("member", "new", "suspended")


def test_what_was_noted_last_holds_from_its_day_on():
    events = [
        Event("2018"),
        noted((2, 1), effective="2024", maturity="experienced"),
        noted((3, 1), effective="2023"),
    ]

    assert standing(events, 2025, 1, 1) == ("member", "new", "active")


def test_a_corrected_beginning_moves_the_first_facts_and_nothing_else():
    events = [
        Event("2018"),
        noted((2, 1), effective="2024", status="suspended"),
        noted((3, 1), effective="2016", status="suspended"),
    ]

    assert standing(events, 2015, 12, 31) is None
    assert standing(events, 2016, 1, 1) == ("member", "new", "active")
    assert standing(events, 2024, 1, 1) == ("member", "new", "suspended")


def test_several_memberships_are_told_apart_and_ended_ones_stay():
    events = [Event("2018"), noted((2, 1), effective="2020", status="ended")]
    events += [Event("2022", membership_id=2)]

    found = standing_on(events, date(2023, 1, 1))

    assert {pk: one.is_in_the_network for pk, one in found.items()} == {1: False, 2: True}
    assert standing_on([], date(2023, 1, 1)) == {}


def test_it_needs_no_django():
    code = "import sys, members.register.history_of_memberships; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
