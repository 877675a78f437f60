"""What is installed where: to run the site, and to try it."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import make_sbom
from p2i_site import VERSION

ROOT = Path(__file__).parents[1]
OURS = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}


def normal(name):
    return name.lower().replace("_", "-")


def pins(name):
    """Each pinned distribution with its version and the number of its hashes."""
    text = (ROOT / name).read_text()
    found = re.findall(r"(?m)^([\w.-]+)==(\S+)(.*(?:\n    --hash.*)*)", text)
    return {normal(dist): (version, rest.count("--hash=sha256:")) for dist, version, rest in found}


def test_every_pin_carries_hashes():
    for name in (path.name for path in ROOT.glob("requirements*.txt")):
        assert {dist for dist, (_, hashes) in pins(name).items() if not hashes} == set()


def test_production_installs_the_same_pins_without_what_only_tests_need():
    whole, production = pins("requirements.txt"), pins("requirements-production.txt")

    assert production.items() <= whole.items()
    assert set(whole) - set(production) >= {"pytest", "pytest-django"}


def test_what_the_site_imports_is_installed_in_production():
    provided = packages_distributions()
    production = pins("requirements-production.txt")

    missing = {
        module
        for module in imported(ROOT / folder for folder in OURS - {"tests", "benchmarks"})
        if not {normal(name) for name in provided.get(module, ())} & set(production)
    }

    assert missing == set()


def test_what_scanners_bring_stands_in_no_environment_of_ours():
    ours = {**pins("requirements.txt"), **pins("requirements-dev.txt")}

    assert {"schemathesis", "wapiti3", "pip-audit"} & set(ours) == set()


@pytest.mark.slow
def test_the_bill_of_materials_names_each_pin_with_hashes_and_licence():
    """It is valid by its own making: `make_sbom.make` holds it against the schema."""
    document = make_sbom.make()

    found = {
        normal(part["name"]): (part["version"], sum(len(it) for it in hashes_of(part)))
        for part in document["components"]
    }
    installed = [part for part in document["components"] if part.get("scope") != "optional"]
    assert found == pins("requirements-production.txt")
    assert [part["name"] for part in installed if not part.get("licenses")] == []
    assert {normal(part["name"]) for part in installed} >= {"django", "celery", "psycopg2-binary"}
    assert document["metadata"]["component"]["version"] == VERSION


def hashes_of(part):
    return [link["hashes"] for link in part["externalReferences"] if "hashes" in link]


def test_a_part_that_is_installed_in_another_version_than_pinned_is_no_bill():
    pinned = {"name": "django", "version": "5.2.19", "purl": "pkg:pypi/django@5.2.19"}

    with pytest.raises(make_sbom.SbomError, match="pinned at 5.2.19 and installed at 5.2.18"):
        make_sbom.complete(pinned, {**pinned, "version": "5.2.18"})


def imported(folders):
    """The outermost names that the site itself imports; neither ours nor Python's own."""
    names = set()
    for folder in folders:
        for path in folder.rglob("*.py"):
            if "tests" not in path.parts and path.name != "conftest.py":
                Imports(names).visit(ast.parse(path.read_text()))
    return {name.partition(".")[0] for name in names} - OURS - set(sys.stdlib_module_names)


class Imports(ast.NodeVisitor):
    def __init__(self, names):
        self.names = names

    def visit_If(self, node):
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self.generic_visit(node)

    def visit_Import(self, node):
        self.names.update(alias.name for alias in node.names)

    def visit_ImportFrom(self, node):
        self.names.add(node.module)
