"""The table of `docs/security.md`: it is whole, and what it names exists."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.test_where import is_there

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ("met", "operator", "does not apply", "not met")
ROW = re.compile(r"(?m)^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| \*\*(.+?)\*\*: (.+) \|$")


def page():
    return (ROOT / "docs/security.md").read_text()


def rows(text):
    """Number, level, what it asks, the kind of answer, the answer."""
    return ROW.findall(text.partition("## The table")[2])


def counts(text):
    """What stands at the top, by kind of answer and level."""
    lines = re.findall(r"(?m)^\| ([\w ]+) \| (\d+) \| (\d+) \|$", text.partition("## ")[0])
    return {
        (kind, level): int(number) for kind, *both in lines for level, number in enumerate(both, 1)
    }


def requirements():
    lines = (ROOT / "tests/asvs_5_0_0.txt").read_text().splitlines()
    return [tuple(line.split()) for line in lines if not line.startswith("#")]


@cache
def defined_in(path):
    return set(re.findall(r"def (test_\w+)\(", path.read_text()))


def missing(text):
    """What is named in code and does not exist: files, names in them, tests."""
    for named in re.findall(r"`([^`]+)`", text):
        file, colons, test = named.partition("::")
        if colons:
            path = ROOT / file
            if not path.is_file() or test not in defined_in(path):
                yield named
        elif re.match(r"[\w/.]+\.(py|md|html|json)\b", named) and not is_there(named):
            yield named


def test_each_requirement_stands_there_once_and_in_its_order():
    assert len(requirements()) == 253
    assert [(number, level) for number, level, *_rest in rows(page())] == requirements()


def test_no_line_of_the_table_is_passed_over():
    lines = re.findall(r"(?m)^\| \d+\.", page().partition("## The table")[2])

    assert len(lines) == len(rows(page()))


def test_each_answer_is_of_a_known_kind():
    assert {answer for _n, _l, _asks, answer, _text in rows(page())} <= set(ANSWERS)


def test_whatever_it_names_exists():
    assert list(missing(page())) == []


def test_the_counts_at_the_top_are_those_of_the_table():
    counted = Counter((answer, int(level)) for _n, level, _asks, answer, _text in rows(page()))
    of_all = Counter(int(level) for _number, level in requirements())
    expected = {(answer, level): counted[answer, level] for answer in ANSWERS for level in (1, 2)}

    assert counts(page()) == expected | {("all", level): of_all[level] for level in (1, 2)}


def test_what_code_can_show_names_a_test():
    """Besides what is a matter of documents, and the few that nothing in code could contradict."""
    without = {
        number
        for number, _level, _asks, answer, text in rows(page())
        if answer == "met" and "::test_" not in text and "](#" not in text
    }

    assert without == {"6.2.10", "11.2.3", "15.1.1"}


@pytest.mark.parametrize(
    "named",
    [
        "tests/gone.py::test_a",
        "tests/test_where.py::test_gone",
        "voting/tally.py:gone",
        "docs/gone.md",
        "voting/gone.py",
    ],
)
def test_what_does_not_exist_is_found(named):
    assert list(missing(f"see `{named}` and `voting/tally.py:tally`")) == [named]
