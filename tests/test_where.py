"""`docs/where.md` leads from a question to its place: each place that it names exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def places_in(page):
    """What stands in the last column of its table, as it is written."""
    _head, _line, *answers = re.findall(r"(?m)^\|.+\|(.+)\|$", page)
    return [place for answer in answers for place in re.findall(r"`([^`]+)`", answer)]


def is_there(place):
    """Whether the file exists, and after a colon the function, class or constant in it."""
    name, _colon, wanted = place.partition(":")
    path = ROOT / name
    if not path.is_file():
        return False
    return not wanted or wanted in names_of(path)


def names_of(path):
    body = ast.parse(path.read_text()).body
    named = (ast.FunctionDef, ast.ClassDef)
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return {node.name for node in body if isinstance(node, named)} | {
        target.id for target in targets if isinstance(target, ast.Name)
    }


def test_every_place_that_the_map_names_exists():
    places = places_in((ROOT / "docs" / "where.md").read_text())

    assert len(places) > 20
    assert [place for place in places if not is_there(place)] == []


def test_everything_that_is_said_to_show_a_way_of_cheating_exists():
    page = (ROOT / "docs" / "verifying.md").read_text()
    places = places_in(page.partition("## Who could cheat")[2].partition("In short: ")[0])

    assert len(places) > 50
    assert [place for place in places if not is_there(place)] == []


@pytest.mark.parametrize(
    "answer",
    [
        "`voting/gone.py`",
        "`voting/tally.py:tally`, `voting/tally.py:gone`",
        "`voting/tally.py:Decimal`",
    ],
)
def test_a_place_that_does_not_exist_is_found(answer):
    page = f"| question | place |\n|---|---|\n| Where? | {answer} |\n"

    assert [place for place in places_in(page) if not is_there(place)] == [
        re.findall(r"`([^`]+)`", answer)[-1]
    ]
