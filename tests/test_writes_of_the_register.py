"""Memberships, representatives and mandates are written by their services alone.

A walk over the code of the product, without tests and migrations: each call that writes a row of
these models, by name, by a relation or by a variable that holds one, stands in a service or is
named here with its reason. The admin's forms are looked at as they are registered, and a guard on
the database watches what an import and the demonstration do.
"""

import ast
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from common.dates import network_day
from members.models import Mandate, Membership, MembershipEvent, Representative
from members.register.importing import planning, spreadsheet_reader
from members.register.services import importing
from members.register.tests.sheets import csv_of
from members.tests.factories import RepresentativeFactory, UserFactory
from p2i_site.demo import people
from p2i_site.demo import register as demo_register

ROOT = Path(settings.BASE_DIR)
MODELS = (Membership, MembershipEvent, Representative, Mandate)
NAMES = {model.__name__ for model in MODELS}
RELATIONS = {"memberships", "representatives", "representations", "mandates"}
ROWS = {"membership", "mandate", "representative", "representation"}  # variables of this name
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
MODULES = {"memberships", "mandates"}  # services that are called like a relation
SERVICES = {
    "members/register/services/memberships.py",
    "members/register/services/representing.py",
    "members/register/services/mandates.py",
}
ALLOWED = {
    "benchmarks/filling.py": "fills a database of its own with up to a hundred thousand centres",
    "benchmarks/what_waits.py": "fills a database of its own",
}
FORMS = {"MandateForm": "never saved: its cleaned data go to services.mandates"}
WRITTEN_BY_HAND = {Membership: {"notes"}}  # in the admin: what is known of it, and no fact


def product() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).parts
        if not {"tests", "migrations", ".venv", "var"} & set(parts) and path.name != "conftest.py":
            yield path


def chain_of(node: ast.expr) -> list[str]:
    """The names in `row.mandates.filter(…).update`, from the first on."""
    names: list[str] = []
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    names.append(node.id if isinstance(node, ast.Name) else "")
    return names[::-1]


def concerns(chain: list[str], rows: set[str]) -> bool:
    """Whether a chain of names leads to rows of these models."""
    is_event = chain[0] in rows | ROWS and "events" in chain[1:]
    return bool(NAMES & set(chain) or RELATIONS & set(chain) or chain[0] in rows or is_event)


def rows_in(function: ast.AST) -> set[str]:
    """The variables of a function that hold rows of these models, as far as can be read."""
    rows = set(ROWS)
    for _round in range(2):  # a row taken from rows
        for node in ast.walk(function):
            if isinstance(node, ast.arg) and node.annotation:
                if NAMES & set(chain_of(node.annotation)):
                    rows.add(node.arg)
            elif isinstance(node, ast.For | ast.comprehension):
                if concerns(chain_of(node.iter), rows) and isinstance(node.target, ast.Name):
                    rows.add(node.target.id)
            elif isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if concerns(chain_of(node.value), rows):
                    rows |= {target.id for target in targets if isinstance(target, ast.Name)}
    return rows


def writes(source: str) -> list[str]:
    """Each write to these models in a file, and each form that could write one."""
    tree = ast.parse(source)
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] or [tree]
    found = set()
    for scope in [tree, *scopes]:
        rows = rows_in(scope) if isinstance(scope, ast.FunctionDef) else ROWS
        for node in ast.walk(scope):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            *chain, act = chain_of(node.func)
            is_service = len(chain) == 1 and chain[0] in MODULES
            if act in WRITES and concerns(chain, rows) and not is_service:
                found.add(f"{node.lineno}: {'.'.join(chain)}.{act}()")
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for line in node.body:
                if (
                    isinstance(line, ast.Assign)
                    and chain_of(line.targets[0]) == ["model"]
                    and NAMES & set(chain_of(line.value))
                ):
                    found.add(f"{node.lineno}: a form of {ast.unparse(line.value)}")
    return sorted(found)


def test_no_code_outside_the_services_writes_the_register():
    found = {}
    for path in product():
        place = path.relative_to(ROOT).as_posix()
        source = path.read_text()
        if place not in SERVICES and place not in ALLOWED:
            found[place] = [
                write
                for write in writes(source)
                if not ("a form of" in write and any(form in source for form in FORMS))
            ]

    assert {place: lines for place, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "def f(m):\n    Membership.objects.filter(pk=m).update(status='ended')",
        "def f(centre):\n    centre.memberships.create(membership_class='member')",
        "def f(pk):\n    row = Membership.objects.get(pk=pk)\n    row.save()",
        "def f():\n    rows = Representative.objects.all()\n    one = rows.get()\n    one.delete()",
        "def f(centre):\n    for row in centre.representatives.all():\n        row.save()",
        "def f(row: Membership):\n    row.save()",
        "def f(membership):\n    membership.events.create(status='ended')",
        "def f(user, c):\n    Representative(user=user, centre=c).save()",
        "def f(rows):\n    models.Mandate.objects.bulk_create(rows)",
        "def f(centre):\n    centre.mandates.current().update(replaced_at=None)",
        "def f(centre):\n    m, made = centre.memberships.get_or_create()",
        "class F(ModelForm):\n    class Meta:\n        model = Membership",
    ],
)
def test_a_planted_write_is_found(planted):
    assert writes(planted)


@pytest.mark.parametrize(
    "harmless",
    [
        "def f(m):\n    memberships.end(m)\n    mandates.replace_mandate(m)",
        "def f(application):\n    application.events.create(what='x')\n    application.save()",
        "def f(pk):\n    row = Centre.objects.get(pk=pk)\n    row.save()",
    ],
)
def test_what_writes_something_else_is_left_alone(harmless):
    assert writes(harmless) == []


@pytest.mark.django_db
def test_no_page_of_the_admin_writes_them_by_a_form_of_its_own():
    request = RequestFactory().get("/admin/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    pages = [
        page
        for registered in admin.site._registry.values()
        for page in [registered, *registered.get_inline_instances(request)]
        if page.model in MODELS
    ]

    for page in pages:
        assert not page.has_delete_permission(request)
        if page.has_change_permission(request):
            fields = {
                field for _name, part in page.get_fieldsets(request) for field in part["fields"]
            }
            by_hand = fields - set(page.get_readonly_fields(request))
            assert by_hand <= WRITTEN_BY_HAND.get(page.model, set()), page
        if page.has_add_permission(request):
            assert type(page).add_view is not admin.ModelAdmin.add_view, page
    assert pages


def only_by_services(execute, sql, params, many, context):
    """Refuse a statement that writes these tables unless a service stands in the stack."""
    words = sql.split()
    tables = {model._meta.db_table for model in MODELS}
    verb = words[0].upper()
    if verb in ("INSERT", "UPDATE", "DELETE"):
        table = words[1 if verb == "UPDATE" else 2].strip('"')
        stack = [frame.filename for frame in traceback.extract_stack()]
        if table in tables and not any(file.endswith(tuple(SERVICES)) for file in stack):
            raise AssertionError(f"{table} is written past its service")
    return execute(sql, params, many, context)


@pytest.mark.django_db
def test_the_guard_refuses_a_write_past_the_services():
    person = RepresentativeFactory()

    with connection.execute_wrapper(only_by_services), pytest.raises(AssertionError):
        person.save()


@pytest.mark.django_db
def test_the_demonstration_and_an_import_pass_the_guard():
    now, secretariat = timezone.now(), UserFactory(secretariat=True)
    day = network_day(now)

    with connection.execute_wrapper(only_by_services):
        demo_register.load(now)
        people.load(day, now)
        slug = Membership.objects.order_by("pk")[0].centre.slug
        table = spreadsheet_reader.read(
            csv_of([slug, "ended", str(day.year)], headings=["slug", "status", "ended"])
        )
        run = importing.show(table, by=secretariat, now=now)
        seen = planning.plan(run.rows, on=day).fingerprint
        second = UserFactory(secretariat=True)
        importing.confirm(run, seen=seen, by=secretariat, released_by=second, now=now)

    assert Membership.objects.filter(status="ended").count() == 1
    assert Representative.objects.exists()
