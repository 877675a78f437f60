"""A release has a number and a heading, and its migrations take nothing from the one before."""

import ast
import re
from pathlib import Path

import pytest

from p2i_site import VERSION

ROOT = Path(__file__).resolve().parent.parent
REMOVING = {"RemoveField", "RenameField", "DeleteModel", "RenameModel", "AlterModelTable"}
REMOVING_SQL = re.compile(r"\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN))\b", re.IGNORECASE)
# What was removed or renamed, and the release whose code was the first not to use it any more.
# That must be an earlier one than the release that removes it: docs/decisions/0017.
BEFORE_RELEASES_HAD_NUMBERS = "0"
UNUSED_SINCE = {
    "members 0004 RemoveField application link_version": BEFORE_RELEASES_HAD_NUMBERS,
    "voting 0008 RemoveField seal ballot": BEFORE_RELEASES_HAD_NUMBERS,
    "voting 0008 RemoveField seal salt": BEFORE_RELEASES_HAD_NUMBERS,
}


def faults_of(changelog, version):
    """What is wrong with its headings, which are to be releases, the newest on top."""
    headings = re.findall(r"(?m)^## (.*)$", changelog)
    releases = [re.fullmatch(r"(\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d", line) for line in headings]
    if None in releases:
        return "a heading is not like 1.2.3 - 2026-11-30"
    versions = [release[1] for release in releases]
    if versions != sorted(set(versions), key=order, reverse=True):
        return "the newest is not on top"
    return "" if versions[:1] == [version] else "the newest is not the version of the code"


def order(version):
    return [int(part) for part in version.split(".")]


def removals_of(source):
    """What a migration takes away: "RemoveField application link_version"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            said = [*node.args, *(keyword.value for keyword in node.keywords)]
            words = [part.value for part in said if isinstance(part, ast.Constant)]
            if node.func.attr in REMOVING:
                yield " ".join([node.func.attr, *map(str, words)])
        if isinstance(node, ast.Constant) and REMOVING_SQL.search(str(node.value)):
            yield f"SQL {REMOVING_SQL.search(str(node.value))[0]}"


def removals_under(root):
    for path in sorted(root.glob("*/migrations/0*.py")):
        source = path.read_text()
        may_remove = any(word in source for word in REMOVING) or REMOVING_SQL.search(source)
        for removal in removals_of(source) if may_remove else ():
            yield f"{path.parts[-3]} {path.name[:4]} {removal}"


def too_early(removals, unused_since, version):
    """Those that are not listed, or whose last use was in the release before this one."""
    for removal in removals:
        since = unused_since.get(removal)
        if since is None or order(since) >= order(version):
            yield removal


def test_the_newest_heading_of_the_changelog_is_the_version():
    assert faults_of((ROOT / "CHANGELOG.md").read_text(), VERSION) == ""


@pytest.mark.parametrize(
    "headings",
    [
        [],
        ["0.18.0 - 2026-11-30"],
        ["Unreleased", "0.19.0 - 2026-12-14"],
        ["0.19.0"],
        ["0.18.0 - 2026-11-30", "0.19.0 - 2026-12-14"],
        ["0.19.0 - 2026-12-14", "0.19.0 - 2026-12-14"],
    ],
)
def test_a_changelog_that_does_not_begin_with_this_release_is_found(headings):
    changelog = "# Changelog\n\n" + "\n".join(f"## {heading}\n" for heading in headings)

    assert faults_of(changelog, "0.19.0")
    assert not faults_of("## 0.19.0 - 2026-12-14\n\n## 0.18.0 - 2026-11-30\n", "0.19.0")


def test_no_migration_removes_what_the_release_before_still_used():
    removals = list(removals_under(ROOT))

    assert list(too_early(removals, UNUSED_SINCE, VERSION)) == []
    assert set(UNUSED_SINCE) - set(removals) == set()


@pytest.mark.parametrize(
    "operation",
    [
        'migrations.RemoveField(model_name="centre", name="slug")',
        'migrations.RenameField("centre", "slug", "name")',
        'migrations.DeleteModel(name="Centre")',
        'migrations.RunSQL("ALTER TABLE members_centre DROP COLUMN slug")',
        'schema_editor.execute("drop table members_centre")',
    ],
)
def test_a_migration_that_removes_is_found(tmp_path, operation):
    folder = tmp_path / "members" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0099_remove.py").write_text(f"operations = [{operation}]")

    assert len(list(too_early(removals_under(tmp_path), {}, "0.19.0"))) == 1


# The migrations of the first release with a number, whose upgrade needs a pause; later ones only
# add what old code that knows nothing of it can still write beside.
LANDED = {
    "api": 1,
    "declarations": 3,
    "exchange": 1,
    "knowledge_exchange": 11,
    "members": 18,
    "outbox": 4,
    "proposals": 3,
    "voting": 12,
}
# Where that cannot be, the release's notes say that its upgrade needs a pause.
NEEDS_A_PAUSE: set[str] = set()


def demanding_of(source):
    """Columns that a migration adds and that must be filled, though old code cannot know them.

    Those of tables that it makes are no matter: old code writes no rows there.
    """
    made = {name.lower() for name in re.findall(r"CreateModel\(\s*name='(\w+)'", source)}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "migrations.AddField":
            said = {keyword.arg: keyword.value for keyword in node.keywords}
            field = said.get("field") or node.args[2]
            options = {keyword.arg for keyword in field.keywords}
            if not options & {"null", "db_default"} and "ManyToMany" not in ast.unparse(field.func):
                named = [said.get("model_name"), said.get("name")]
                names = [part.value for part in (*named, *node.args[:2]) if part is not None]
                if names[0] not in made:
                    yield " ".join(names)


def demanding_under(root):
    for path in sorted(root.glob("*/migrations/0*.py")):
        if int(path.name[:4]) > LANDED.get(path.parts[-3], 0):
            for column in demanding_of(path.read_text()):
                yield f"{path.parts[-3]} {path.name[:4]} {column}"


def test_old_code_can_still_write_beside_a_new_column():
    assert set(demanding_under(ROOT)) == NEEDS_A_PAUSE


@pytest.mark.parametrize(
    ("field", "is_found"),
    [
        ("models.CharField(max_length=20)", True),
        ("models.CharField(max_length=20, default='')", True),
        ("models.CharField(max_length=20, db_default='')", False),
        ("DayField(null=True)", False),
        ("models.ManyToManyField('members.Centre')", False),
    ],
)
def test_a_column_that_old_code_would_leave_empty_is_found(tmp_path, field, is_found):
    folder = tmp_path / "voting" / "migrations"
    folder.mkdir(parents=True)
    operation = f"migrations.AddField(model_name='motion', name='basis', field={field})"
    (folder / "0099_add.py").write_text(f"operations = [{operation}]")

    assert list(demanding_under(tmp_path)) == ["voting 0099 motion basis"] * is_found


def test_a_migration_that_adds_is_no_removal():
    added = 'migrations.AddField("centre", "slug", models.SlugField(null=True))'

    assert list(removals_of(added)) == []


@pytest.mark.parametrize(("since", "is_early"), [("0.18.0", False), ("0.19.0", True)])
def test_what_this_release_was_the_first_not_to_use_stays_until_the_next(since, is_early):
    removal = "members 0099 DeleteModel Centre"

    assert bool(list(too_early([removal], {removal: since}, "0.19.0"))) == is_early


def test_the_description_for_other_administrations_names_this_release():
    assert f'softwareVersion: "{VERSION}"' in (ROOT / "publiccode.yml").read_text()
