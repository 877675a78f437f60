import subprocess
import sys

from members.balance.composition_over_time import Timeline, last_of_each_year, steps
from members.register.history_of_memberships import Facts, Step


def change(since, *, what="member", maturity="new", status="active"):
    return Step(since, "", Facts(what, maturity, status), ())


def told(found):
    return [(step.since, step.names, step.balance.total, step.balance.members) for step in found]


def test_each_date_on_which_something_changed_is_a_step():
    network = [
        Timeline("A", "AT", (change(""), change("2023", status="ended"))),
        Timeline("B", "SE", (change("2018-11", what="associate"), change("2020-01"))),
        Timeline("C", "ES", (change("2018-11"),)),
    ]

    assert told(steps(network)) == [
        ("", ("A",), 1, 1),
        ("2018-11", ("B", "C"), 3, 2),
        ("2020-01", ("B",), 3, 3),
        ("2023", ("A",), 2, 2),
    ]


def test_a_suspended_member_is_still_in_and_a_return_is_a_step():
    member = Timeline(
        "A",
        "AT",
        (
            change("2019"),
            change("2020", status="suspended"),
            change("2021", status="ended"),
            change("2022", maturity="experienced"),
        ),
    )

    found = steps([member])

    assert told(found) == [
        ("2019", ("A",), 1, 1),
        ("2021", ("A",), 0, 0),
        ("2022", ("A",), 1, 1),
    ]
    assert [share.count for share in found[-1].balance.experience] == [1, 0]


def test_many_steps_are_told_by_the_end_of_each_year():
    network = [Timeline(since, "AT", (change(since),)) for since in ("2019-02", "2019-05", "2021")]

    assert [step.since for step in last_of_each_year(steps(network))] == ["2019-05", "2021"]


def test_no_history_has_no_steps_and_needs_no_django():
    assert steps([]) == []
    code = "import members.balance.composition_over_time, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
