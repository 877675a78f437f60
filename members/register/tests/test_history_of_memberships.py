import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

import pytest

from members.register.history_of_memberships import read

NUMBERS = count(1)


@dataclass(frozen=True)
class Row:
    """A membership as the register has it now."""

    effective: str = ""
    announced: str = ""
    membership_class: str = "member"
    maturity: str = "new"
    status: str = "active"
    suspended: str = ""
    ended: str = ""


@dataclass(frozen=True)
class Event:
    effective: str = ""
    announced: str = ""
    membership_class: str = "member"
    maturity: str = "new"
    status: str = "active"
    at: datetime = datetime(2026, 1, 10, tzinfo=UTC)
    pk: int = field(default_factory=lambda: next(NUMBERS))


def noted(day, **facts):
    return Event(at=datetime(2026, *day, tzinfo=UTC), **facts)


def history(row, *events):
    return read(row, events, network_day=lambda instant: instant.date())


def steps(row, *events):
    return [
        (step.since, step.facts.membership_class, step.facts.maturity, step.facts.status)
        for step in history(row, *events).steps
    ]


def test_it_begins_on_the_date_that_the_membership_bears():
    assert steps(Row("2018-11"), Event("2018-11")) == [("2018-11", "member", "new", "active")]
    assert steps(Row(announced="2018"), Event()) == [("2018", "member", "new", "active")]
    assert steps(Row(), Event()) == [("", "member", "new", "active")]


def test_without_a_day_a_later_change_counts_from_when_it_was_noted():
    events = [noted((3, 1)), noted((3, 5), status="suspended")]

    assert steps(Row("2018"), *events) == [
        ("2018", "member", "new", "active"),
        ("2026-03-05", "member", "new", "suspended"),
    ]


def test_a_note_that_changes_nothing_counts_for_nothing():
    assert steps(Row("2018"), Event("2018"), noted((5, 1), effective="2024")) == [
        ("2018", "member", "new", "active")
    ]


def test_each_event_changes_only_what_it_says_however_late_it_was_noted():
    """First the suspension of 2024 was noted, then that it had become a member in 2022."""
    events = [
        Event("2018", membership_class="associate"),
        noted((2, 1), effective="2024", membership_class="associate", status="suspended"),
        noted((3, 1), effective="2022", status="suspended"),
    ]

    assert steps(Row("2018", status="suspended"), *events) == [
        ("2018", "associate", "new", "active"),
        ("2022", "member", "new", "active"),
        ("2024", "member", "new", "suspended"),
    ]


def test_what_was_noted_last_holds_from_its_day_on():
    events = [
        Event("2018"),
        noted((2, 1), effective="2024", maturity="experienced"),
        noted((3, 1), effective="2023"),
    ]

    assert steps(Row("2018"), *events) == [("2018", "member", "new", "active")]


def test_a_corrected_beginning_moves_the_first_facts_and_nothing_else():
    events = [
        Event("2018"),
        noted((2, 1), effective="2024", status="suspended"),
        noted((3, 1), effective="2016", status="suspended"),
    ]

    assert steps(Row("2016", status="suspended"), *events) == [
        ("2016", "member", "new", "active"),
        ("2024", "member", "new", "suspended"),
    ]


def test_a_corrected_end_moves_the_end():
    events = [Event("2018"), noted((2, 1), effective="2024", status="ended")]

    assert steps(Row("2018", status="ended", ended="2023-06"), *events) == [
        ("2018", "member", "new", "active"),
        ("2023-06", "member", "new", "ended"),
    ]


def test_nothing_holds_before_the_membership_does():
    events = [Event("2018"), noted((2, 1), effective="2018-06", maturity="experienced")]

    assert steps(Row("2019", maturity="experienced"), *events) == [
        ("2019", "member", "experienced", "active")
    ]


@pytest.mark.parametrize("events", [(), (Event("2019", status="ended"),)])
def test_what_was_entered_after_its_end_was_active_until_then(events):
    row = Row("2019", status="ended", ended="2021")

    assert steps(row, *events) == [
        ("2019", "member", "new", "active"),
        ("2021", "member", "new", "ended"),
    ]


def test_a_membership_without_events_is_told_from_what_it_is():
    row = Row(announced="2019", status="suspended", suspended="2024-05")

    assert steps(row) == [
        ("2019", "member", "new", "active"),
        ("2024-05", "member", "new", "suspended"),
    ]


def test_a_step_tells_what_has_changed_and_when_that_was_announced():
    read = history(
        Row("2018", announced="2017-12"),
        Event("2018", announced="2017-12"),
        noted((2, 1), effective="2024", announced="2023-11", maturity="experienced"),
    )

    assert [(step.announced, step.changed) for step in read.steps] == [
        ("2017-12", ("membership_class", "maturity", "status")),
        ("2023-11", ("maturity",)),
    ]


def test_the_day_of_noting_is_the_networks():
    late_in_the_evening = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    events = [noted((3, 1)), Event(at=late_in_the_evening, status="suspended")]

    read_in_brussels = read(Row("2018"), events, network_day=lambda _instant: date(2026, 3, 5))

    assert read_in_brussels.steps[-1].since == "2026-03-05"


def test_it_needs_no_django():
    code = "import sys, members.register.history_of_memberships; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
