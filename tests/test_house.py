"""The checks that hold the shape of the house fail when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import check_dead_code
import check_house
import check_templates

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def house(tmp_path):
    """A copy of our code, to be broken."""
    leave_out = shutil.ignore_patterns("__pycache__", "tests", "*.json", "*.po")
    for app in [*check_house.FLOOR_OF, "templates"]:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=leave_out)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=leave_out)
    for name in ("pyproject.toml", "manage.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def check_floors(folder):
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def plant(path, line):
    path.write_text(f"{path.read_text()}\n{line}\n")


def test_the_house_as_it_is_keeps_its_floors(house):
    checked = check_floors(house)

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("place", "line"),
    [
        pytest.param("common/dates.py", "import members.enums", id="up from the ground"),
        pytest.param("members/enums.py", "import voting.enums", id="up from the register"),
        pytest.param("voting/enums.py", "import p2i_site.middleware", id="of the top"),
        pytest.param("exchange/enums.py", "import declarations.enums", id="of a sibling"),
        pytest.param(
            "members/register/listing.py",
            "import members.applications.queues",
            id="up between the wings of members",
        ),
        pytest.param(
            "knowledge_exchange/meetings/agenda.py",
            "import knowledge_exchange.papers.licences",
            id="up between the wings of Knowledge Exchange",
        ),
    ],
)
def test_a_forbidden_import_fails_the_check(house, place, line):
    plant(house / place, line)

    checked = check_floors(house)

    assert checked.returncode == 1
    assert line.removeprefix("import ") in checked.stdout


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("templates/members/centre.html", '{% include "voting/_state.html" %}'),
        ("templates/exchange/post.html", '{% include "declarations/_map.html" %}'),
        ("templates/members/centre.html", "{% load voting_charts %}"),
    ],
)
def test_a_template_that_uses_one_of_a_higher_floor_fails_the_check(
    house, monkeypatch, place, line
):
    monkeypatch.setattr(check_house, "ROOT", house)
    assert check_house.climbing_templates() == ([], 0)
    plant(house / place, line)

    places, _count = check_house.climbing_templates()

    assert [where.split(" uses ")[0] for where in places] == [place]


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ("helpers_with_one_caller", "def _one():\n    pass\n\n\ndef other():\n    _one()"),
        ("untyped_functions", "def first(day):\n    return day"),
        ("misnamed_exceptions", "class Broken(Exception):\n    pass"),
    ],
)
def test_each_measure_finds_what_it_is_for(house, monkeypatch, measure, code):
    monkeypatch.setattr(check_house, "ROOT", house)
    before, _figure = getattr(check_house, measure)()
    (house / "common" / "planted.py").write_text(code + "\n")

    after, _figure = getattr(check_house, measure)()

    assert [place.split(":")[0] for place in after if place not in before] == ["common/planted.py"]


def test_modules_that_import_each_other_round_a_corner_are_found():
    places = check_house.in_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})

    assert places == ["a", "b", "c"]


def test_a_day_taken_by_the_viewers_zone_is_found(house, monkeypatch):
    monkeypatch.setattr(check_house, "ROOT", house)
    measure, bound = next(
        (measure, bound) for name, bound, measure in check_house.MEASURES if "zone" in name
    )
    assert measure()[1] == bound

    (house / "members" / "planted.py").write_text("day = timezone.now().date()\n")
    assert measure()[1] == bound + 1


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ('{{ motion.certified_at|date:"j F Y" }}', True),
        ('{{ version.at|date:"F Y" }}', True),
        ("{{ motion.certified_at|date:'c' }}", False),
        ("{{ motion.certified_at|network_date }}", False),
        ('{{ question.due_on|date:"j F Y" }}', False),
    ],
)
def test_an_instant_written_as_the_viewers_day_fails_the_check(line, is_refused):
    assert bool(check_templates.DAY_OF_THE_VIEWER.search(line)) == is_refused


def test_what_nobody_calls_is_found(house, monkeypatch):
    monkeypatch.setattr(check_dead_code, "ROOT", house)
    (house / "common" / "planted.py").write_text("def nobody_calls_this():\n    pass\n")

    found = [item.name for item in check_dead_code.unused_code()]

    assert found == ["nobody_calls_this"]
