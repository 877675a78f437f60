"""The checks that hold the shape of the house fail when it is broken."""

import re
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
    """Our modules and templates, all empty, to be broken: what is found was planted."""
    for app in [*check_house.FLOOR_OF, "templates"]:
        for pattern in ("*.py", "*.html"):
            for path in (ROOT / app).rglob(pattern):
                if not {"tests", "migrations"} & set(path.parts):
                    empty = tmp_path / path.relative_to(ROOT)
                    empty.parent.mkdir(parents=True, exist_ok=True)
                    empty.touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def check_floors(folder):
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def plant(path, line):
    path.write_text(f"{path.read_text()}\n{line}\n")


FORBIDDEN = {  # imports that go
    "up from the ground": ("common.dates", "members.enums"),
    "up from the register": ("members.enums", "voting.enums"),
    "to the top": ("voting.enums", "p2i_site.middleware"),
    "to a sibling": ("exchange.enums", "declarations.enums"),
    "up between the wings of members": (
        "members.register.listing",
        "members.applications.queues",
    ),
    "up between the wings of Knowledge Exchange": (
        "knowledge_exchange.meetings.agenda",
        "knowledge_exchange.papers.licences",
    ),
    "up between the shelves of voting": ("voting.tally", "voting.tasks"),
}


def test_each_forbidden_import_fails_the_check_of_the_floors(house):
    for importer, imported in FORBIDDEN.values():
        plant(house / f"{importer.replace('.', '/')}.py", f"import {imported}")

    checked = check_floors(house)

    assert checked.returncode == 1
    named = set(re.findall(r"([\w.]+) -> ([\w.]+) \(l\.", checked.stdout))
    assert named == set(FORBIDDEN.values()), checked.stdout


def test_the_floors_allow_what_goes_down(house):
    for importer, imported in FORBIDDEN.values():
        plant(house / f"{imported.replace('.', '/')}.py", f"import {importer}")
    (house / "declarations" / "enums.py").write_text("import members.enums")

    checked = check_floors(house)

    assert checked.returncode == 0, checked.stdout


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
    (house / "common" / "planted.py").write_text(code + "\n")

    places, _figure = getattr(check_house, measure)()

    assert [place.split(":")[0] for place in places] == ["common/planted.py"]


def test_modules_that_import_each_other_round_a_corner_are_found():
    places = check_house.in_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})

    assert places == ["a", "b", "c"]


def test_a_day_taken_by_the_viewers_zone_is_found(house, monkeypatch):
    measure, bound = next(
        (measure, bound) for name, bound, measure in check_house.MEASURES if "zone" in name
    )
    assert measure()[1] == bound

    monkeypatch.setattr(check_house, "ROOT", house)
    (house / "members" / "planted.py").write_text("day = timezone.now().date()\n")
    assert measure() == (["members/planted.py:1"], 1)


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
    (house / "scripts").mkdir()
    for name in ("scripts/check.sh", "scripts/run.py", "manage.py"):
        (house / name).touch()
    names = ["is_called", "stands_in_a_template", "stands_in_the_settings", "nobody_calls_this"]
    planted = [f"def {name}():\n    pass\n" for name in names]
    (house / "common" / "planted.py").write_text("\n".join([*planted, "is_called()\n"]))
    plant(house / "templates" / "base.html", "{% stands_in_a_template %}")
    plant(house / "p2i_site" / "settings.py", 'NAME = "common.planted.stands_in_the_settings"')

    found = [item.name for item in check_dead_code.unused_code()]

    assert found == ["nobody_calls_this"]
