"""What stands in the house is used, and what is used stands there.

Templates, the tags in them, tasks and variables. Each finder reads a folder, so that it can be
tried on a small house with one fault.
"""

import ast
import re
from fnmatch import filter as matching
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.template.utils import get_app_template_dirs

from p2i_site.celery import app as celery_app
from scripts.pytest_environment import DIFFERS
from tests.texts import COMMENT, modules, names_under

ROOT = Path(__file__).resolve().parent.parent
# Django's admin looks for these by app and model.
OF_THE_ADMIN = re.compile(r"admin/(\w+)/(\w+/)?(change_list|change_form|submit_line)\.html")
TRANSLATING = re.compile(
    r"{%-?\s*(trans|translate|blocktrans|blocktranslate|language|get_current_language\w*)\b"
)
LOADING = re.compile(r"{%\s*load\s+([^%]+)%}")
CALLED = {"delay", "delay_on_commit", "apply_async", "apply"}


def write(root, **files):
    """A small house: `members__views__py="…"` is the file `members/views.py`."""
    for name, text in files.items():
        *folders, stem, suffix = name.split("__")
        path = root.joinpath(*folders, f"{stem}.{suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


# --- Templates --------------------------------------------------------------------------


def unused_templates(root, overriding=frozenset()):
    """Those that no module names and no template that is used includes."""
    folder = root / "templates"
    sources = {
        path.relative_to(folder).as_posix(): COMMENT.sub("", path.read_text())
        for path in sorted(folder.rglob("*.*"))
    }
    named = named_in_modules(root, sources)
    waiting = [name for name in sources if name in named or name in overriding]
    used = set()
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += [other for other in quoted_in_tags(sources[name]) if other in sources]
    return sorted(set(sources) - used)


def named_in_modules(root, names):
    """What a string names in full, or where a part is filled in, with a word of the same app.

    `f"members/{page}.html"` uses `members/people.html` if the string "people" stands in `members`;
    for letters, whose kinds are called "members.invitation", the part after the dot will do.
    """
    strings, patterns = {}, set()
    for module, tree in modules(root).items():
        app = module.parts[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.setdefault(app, set()).update({node.value, node.value.rpartition(".")[2]})
            if pattern := pattern_of(node):
                patterns.add((app, pattern))
    named = set(names) & set().union(*strings.values())
    for app, pattern in patterns:
        for name in names:
            found = re.fullmatch(pattern, name)
            if found and set(found.groups()) <= strings[app]:
                named.add(name)
    return named


def pattern_of(node):
    """Of a string with gaps that ends as a template does, each gap a group."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    elif isinstance(node, ast.Constant) and "%s" in str(node.value):
        parts = [text or None for text in re.split("(%s)", node.value)]
        parts = [None if text == "%s" else text for text in parts if text]
    else:
        return ""
    if not str(parts[-1]).endswith((".html", ".txt")):
        return ""
    return "".join("(.+)" if part is None else re.escape(part) for part in parts)


def quoted_in_tags(source):
    for tag in re.findall(r"{%.*?%}", source, re.DOTALL):
        yield from re.findall(r"""["']([\w/.-]+\.(?:html|txt))["']""", tag)


@cache
def overriding():
    """Names under which Django and the packages keep templates of their own, or look for ours."""
    theirs = {
        path.relative_to(folder).as_posix()
        for folder in get_app_template_dirs("templates")
        if ROOT not in folder.parents or ".venv" in folder.parts
        for path in folder.rglob("*.*")
    }
    ours = {name.relative_to("templates").as_posix() for name in names_under(ROOT, ".html")}
    return theirs | {name for name in ours if OF_THE_ADMIN.fullmatch(name)}


def test_every_template_is_used():
    assert unused_templates(ROOT, overriding()) == []


SMALL_HOUSE = {
    "members__views__py": """
        render(request, "members/page.html")
        render(request, f"members/{name}.html", kind="members.letter")
        render(request, TEMPLATE % "form")
        TEMPLATE = "members/steps/%s.html"
    """.replace("    ", ""),
    "templates__members__page__html": "{% include 'members/_part.html' %}",
    "templates__members___part__html": "",
    "templates__members__letter__html": "",
    "templates__members__steps__form__html": "",
    "templates__account__login__html": "",
}


def test_a_template_is_used_by_name_by_inclusion_or_in_place_of_another(tmp_path):
    write(tmp_path, **SMALL_HOUSE)

    assert unused_templates(tmp_path, {"account/login.html"}) == []


def test_a_template_that_only_an_unused_one_includes_is_unused(tmp_path):
    write(
        tmp_path,
        **SMALL_HOUSE,
        templates__members__old__html="{% include 'members/_older.html' %}",
        templates__members___older__html="",
        templates__members__steps__gone__html="{# 'members/page.html' #}",
    )

    assert unused_templates(tmp_path) == [
        "account/login.html",
        "members/_older.html",
        "members/old.html",
        "members/steps/gone.html",
    ]


# --- Tags -------------------------------------------------------------------------------


def wrongly_loaded(sources):
    """Templates that translate and do not load `i18n`, or load it and do not translate."""
    for name, source in sources:
        source = COMMENT.sub("", source)
        loaded = {word for words in LOADING.findall(source) for word in words.split()}
        if bool(TRANSLATING.search(source)) != ("i18n" in loaded):
            yield name


def template_sources():
    for name in names_under(ROOT, ".html", ".txt"):
        if name.parts[0] == "templates":
            yield name.relative_to("templates").as_posix(), (ROOT / name).read_text()


def test_every_template_that_translates_loads_the_tags_and_no_other_does():
    assert list(wrongly_loaded(template_sources())) == []


@pytest.mark.parametrize(
    ("source", "is_wrong"),
    [
        ("{% load static i18n %}{% translate 'Yes' %}", False),
        ("{% load i18n %}{% blocktranslate %}Yes{% endblocktranslate %}", False),
        ("<p>…</p>", False),
        ("{% translate 'Yes' %}", True),
        ("{# {% load i18n %} #}{% trans 'Yes' %}", True),
        ("{% load i18n %}<p>…</p>", True),
    ],
)
def test_a_tag_without_its_library_is_found(source, is_wrong):
    assert bool(list(wrongly_loaded([("page.html", source)]))) == is_wrong


# --- Tasks ------------------------------------------------------------------------------


def idle_tasks(root, scheduled):
    """Tasks that neither beat calls nor a module, by its function or by its full name."""
    tasks, called = set(), set()
    for module, tree in modules(root).items():
        path = module.with_suffix("").as_posix().replace("/", ".")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and is_task(node):
                tasks.add((path, node.name))
            if isinstance(node, ast.Attribute) and node.attr in CALLED:
                called.add((module.parts[0], ast.unparse(node.value).rpartition(".")[2]))
            if isinstance(node, ast.Constant):
                called.add(node.value)
    for name in scheduled:
        app, _dot, rest = name.partition(".")
        called.add((app, rest.rpartition(".")[2]))
    return [
        f"{path}.{name}"
        for path, name in sorted(tasks)
        if not called & {(path.split(".")[0], name), f"{path}.{name}"}
    ]


def is_task(function):
    return any("shared_task" in ast.unparse(decorator) for decorator in function.decorator_list)


def scheduled():
    return {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_every_task_is_scheduled_or_called():
    assert idle_tasks(ROOT, scheduled()) == []


def test_every_task_that_is_scheduled_can_be_found_by_a_worker():
    celery_app.loader.import_default_modules()

    assert scheduled() - set(celery_app.tasks) == set()


def test_a_task_that_nobody_calls_is_found(tmp_path):
    made = ("by_beat", "by_a_service", "by_name", "idle")
    write(
        tmp_path,
        members__tasks__py="".join(f"@shared_task\ndef {name}():\n    pass\n" for name in made),
        members__services__py="tasks.by_a_service.delay_on_commit(1)\ntasks.idle()",
        members__waking__py='TASK = "members.tasks.by_name"',
    )

    assert idle_tasks(tmp_path, {"members.tasks.by_beat"}) == ["members.tasks.idle"]


# --- Settings ---------------------------------------------------------------------------


def read_by(source):
    """Names that `env("…")`, `env.bool("…")` or `os.environ` are asked for in this module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            asked = ast.unparse(node.func)
            if asked == "env" or re.match(r"(env|os\.environ)\.\w+$", asked):
                yield node.args[0].value


def set_for_a_run(source):
    """What `make run` sets where nobody has: each can be set otherwise."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in SET_FOR_A_RUN:
            yield from (key.value for key in node.value.keys if key is not None)


SET_FOR_A_RUN = ("defaults", "unless_told")
OF_OTHER_PROGRAMS = {"GUNICORN_CMD_ARGS", "PYTHONWARNINGS", "PATH"}
READING = ("p2i_site/settings.py", "p2i_site/demo/environment.py", "scripts/run.py")


def variables(root):
    """What settings, `make run` and the Procfile read: all that somebody may set."""
    found = {name: (root / name).read_text() for name in READING}
    return {
        *(name for source in found.values() for name in read_by(source)),
        *(name for source in found.values() for name in set_for_a_run(source)),
        *re.findall(r"\$\{(\w+)", (root / "Procfile").read_text()),
    } - OF_OTHER_PROGRAMS


def in_the_example(root):
    return set(re.findall(r"(?m)^(\w+)=", (root / ".env.example").read_text()))


def test_every_variable_stands_in_the_example_and_no_other():
    assert in_the_example(ROOT) ^ variables(ROOT) == set()


def test_a_variable_that_is_read_and_not_told_is_found(tmp_path):
    (tmp_path / "Procfile").write_text("web: gunicorn --workers ${WORKERS:-3}")
    write(
        tmp_path,
        p2i_site__settings__py='env("KEY")\nenv.bool("DEBUG", default=False)',
        p2i_site__demo__environment__py='defaults = {**keys, "DEMO": "true"}',
        scripts__run__py='os.environ.setdefault("PORT", "8000")\nunless_told = {"QUIET": "2"}',
    )

    assert variables(tmp_path) == {"KEY", "DEBUG", "PORT", "DEMO", "QUIET", "WORKERS"}


def test_each_file_that_reads_variables_is_read_for_them():
    sources = [(ROOT / name).read_text() for name in READING]

    assert all([*read_by(source), *set_for_a_run(source)] for source in sources)
    assert {"TICK_SECONDS", "WEB_CONCURRENCY"} <= {
        name for source in sources for name in set_for_a_run(source)
    }


def test_what_is_tried_on_both_databases_is_there():
    names = [path.name for path in ROOT.glob("*/**/tests/test_*.py")]

    assert [pattern for pattern in DIFFERS if not matching(names, pattern)] == []
