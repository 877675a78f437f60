"""Hold the shape of the code: part of `make check`; `--figures` prints all that is measured.

What a linter knows is held by a linter (ruff, mypy, import-linter, djlint). Here stand the aims of
this house that none of them knows. A bound may fall; it does not rise.
"""

import ast
import re
import sys
from collections import Counter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    ["common"],
    ["uploads"],
    ["traces"],
    ["outbox"],
    ["proposals"],
    ["members"],
    ["voting"],
    ["exchange", "declarations", "knowledge_exchange"],
    ["api", "reports"],
    ["p2i_site"],
]
FLOOR_OF = {app: floor for floor, apps in enumerate(FLOORS) for app in apps}
# Signatures speak in services, rights, rules and records, and on the ground floors.
CORE = re.compile(
    r"^(common|uploads|traces|outbox)/|/services/|/services\.py|permissions|/rules/|/records/|tally"
    r"|composition"
)
ADMIN = re.compile(r"(?<!^common)/admin(/|\.py)")  # needs no types, except for what all build on


def main(arguments):
    is_good = True
    for name, bound, measure in MEASURES:
        places, figure = measure()
        is_kept = figure <= bound
        is_good &= is_kept
        if "--figures" in arguments or not is_kept:
            print(f"{figure:6.1f} (at most {bound}) {name}")
        if not is_kept:
            print("".join(f"         {place}\n" for place in places), end="")
    return not is_good


# --- What is read -----------------------------------------------------------------------


def sources():
    """Our modules, as paths from the root; no tests, no migrations."""
    for app in FLOOR_OF:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts) and path.name != "conftest.py":
                yield path.relative_to(ROOT)


def nodes(kind):
    for path in sources():
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, kind):
                yield path, node


def functions():
    return nodes((ast.FunctionDef, ast.AsyncFunctionDef))


def share(places, of):
    return places, 100 * len(places) / max(1, len(of))


# --- Functions --------------------------------------------------------------------------


def helpers_with_one_caller():
    """Private functions whose name stands twice in their module: where it is made and called."""
    places, every = [], list(functions())
    words = {path: Counter(re.findall(r"\w+", (ROOT / path).read_text())) for path, _ in every}
    for path, node in every:
        is_private = node.name.startswith("_") and not node.name.startswith("__")
        if is_private and words[path][node.name] == 2:
            places.append(f"{path}:{node.lineno} {node.name}")
    return share(places, every)


def untyped_functions():
    core = [
        (path, node)
        for path, node in functions()
        if CORE.search(str(path)) and not ADMIN.search(str(path)) and not node.name.startswith("_")
    ]
    places = [f"{path}:{node.lineno} {node.name}" for path, node in core if not is_typed(node)]
    return share(places, core)


def is_typed(function):
    parts = function.args
    arguments = [*parts.posonlyargs, *parts.args, *parts.kwonlyargs]
    return function.returns is not None and all(
        argument.annotation for argument in arguments if argument.arg not in ("self", "cls")
    )


# --- Modules and classes ----------------------------------------------------------------


def loose_modules(app):
    def measure():
        places = sorted(path.name for path in (ROOT / app).glob("*.py"))
        return places, len(places)

    return measure


def lines_with(pattern):
    def measure():
        places = [
            f"{path}:{number}"
            for path in sources()
            for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
            if re.search(pattern, line)
        ]
        return places, len(places)

    return measure


def misnamed_exceptions():
    """An exception ends in Error; the kinds of Refused say what was refused."""
    places = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in nodes(ast.ClassDef)
        if any(ast.unparse(base).endswith(("Error", "Exception")) for base in node.bases)
        and not node.name.endswith("Error")
        and node.name != "Refused"
    ]
    return places, len(places)


def circles():
    """Modules that import each other, directly or round a corner; not for types alone."""
    graph = grimp.build_graph(*FLOOR_OF, exclude_type_checking_imports=True)
    places = in_circles(
        {
            name: graph.find_modules_directly_imported_by(name)
            for name in graph.modules
            if ".tests" not in name and not name.endswith(".conftest")
        }
    )
    return places, len(places)


def in_circles(imports):
    """Those of the modules that can be reached from themselves."""

    def reached_from(start):
        reached, waiting = set(), [start]
        while waiting:
            for name in imports.get(waiting.pop(), ()):
                if name not in reached:
                    reached.add(name)
                    waiting.append(name)
        return reached

    return sorted(name for name in imports if name in reached_from(name))


# --- Templates --------------------------------------------------------------------------


def climbing_templates():
    """A template uses its own app's, those of floors below, and the frame that all share."""
    places = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT / "templates").as_posix()
        text = path.read_text()
        used = [
            app_of(other) for other in re.findall(r"{% (?:include|extends) [\"']([^\"']+)", text)
        ]
        used += [app for tags in re.findall(r"{% load ([^%]+) %}", text) for app in tag_apps(tags)]
        own = app_of(name)
        places += [f"templates/{name} uses {app}" for app in used if not may_use(own, app)]
    return places, len(places)


def app_of(template):
    """Whose template it is; the frame and the pages for the whole site are p2i_site's."""
    first = template.removeprefix("admin/").split("/")[0]
    return first if first in FLOOR_OF else None


def tag_apps(names):
    return [
        app
        for app in FLOOR_OF
        for name in names.split()
        if (ROOT / app / "templatetags" / f"{name}.py").exists()
    ]


def may_use(own, other):
    if own is None or other is None or own == other:
        return True
    return FLOOR_OF[other] < FLOOR_OF[own]


MEASURES = [
    ("private helpers with one caller, % of all functions", 8, helpers_with_one_caller),
    ("public functions of the core without types, %", 5, untyped_functions),
    ("loose modules at the top of members", 10, loose_modules("members")),
    ("loose modules at the top of knowledge_exchange", 8, loose_modules("knowledge_exchange")),
    ("loose modules at the top of voting", 12, loose_modules("voting")),
    ("classes named Refused", 1, lines_with(r"^class Refused\b")),
    ("places that write `except Refused`", 9, lines_with(r"except [\w(, .]*\bRefused\b")),
    ("exceptions that do not end in Error", 0, misnamed_exceptions),
    # The Network's day is `common.dates.network_day`. These are days where a meeting is, and of the
    # rules' own zone, and what shows an instant to its viewer.
    (
        "lines that take a day or an hour by another zone",
        9,
        lines_with(r"\.date\(\)|\.localtime\("),
    ),
    ("modules in a circle of imports", 0, circles),
    ("templates that use one of a sibling or of a floor above", 0, climbing_templates),
]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
