"""Whatever people and programs type comes in by one kind of field each: text, addresses, links,
dates. Every form, the admin's included, every address of the API and every column of the import.
"""

import ast
import importlib
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from pydantic import BaseModel

from api.endpoints import api
from common import form_fields
from members.register.importing import columns
from members.tests.factories import UserFactory
from tests.texts import modules
from uploads.form_fields import UploadField

ROOT = Path(__file__).resolve().parent.parent
OURS = {config.label for config in apps.get_app_configs() if ".venv" not in config.path}
CLEANING = (
    form_fields.LineField,
    form_fields.LinesField,
    form_fields.EmailField,
    form_fields.LinkField,
    form_fields.DayField,
    form_fields.MomentField,
)
# Each has one form by its own rule: letters, digits and hyphens; a token that the site made; JSON
# that the site made; what is typed blind and never shown.
STRICT = (forms.SlugField, forms.UUIDField, forms.JSONField)
TYPED = (forms.CharField, forms.DateField, forms.DateTimeField, forms.SplitDateTimeField)
PLAIN = {"CharField", "EmailField", "URLField", "DateField", "DateTimeField"}
# Columns that the site alone writes: marks, keys, what is found by, texts as they were hashed.
BY_THE_SITE = {
    "common.SentForm": "led_to",
    "declarations.TextVersion": "language",
    "knowledge_exchange.CountedBatch": "token",
    "knowledge_exchange.Figure": "content_type",
    "knowledge_exchange.MaterialVersion": "content_type sha256",
    "knowledge_exchange.SearchEntry": "title_words lead_words search_text day",
    "knowledge_exchange.SilenceProcedure": "text_sha256",
    "members.Attempt": "cache_key value",
    "members.Evidence": "language",
    "members.FoundingAgreement": "sha256",
    "members.ImportRun": "file_kind sha256",
    "members.SavedSection": "section window",
    "members.User": "password",
    "outbox.Mail": "key message_id html",
    "proposals.ActAlone": "words",
    "proposals.ProposalFile": "argument",
    "voting.CalendarFeed": "token",
    "voting.MotionEvent": "unit",
    "voting.RecordEntry": "previous at body_sha256 key public_key hash signature",
    "voting.RollEntry": "unit",
    "voting.Seal": "words_salt words",
}


def is_plain(field):
    """A field of a form that takes what is typed as it comes."""
    is_secret = isinstance(field.widget, forms.PasswordInput)
    return isinstance(field, TYPED) and not (is_secret or isinstance(field, (*CLEANING, *STRICT)))


def every_form():
    """Each class of form that is ours, with the fields that are known without a request."""
    for module in modules(ROOT):
        if {"forms", "admin", "views"} & set(str(module).replace(".py", "").split("/")):
            importlib.import_module(
                ".".join(module.with_suffix("").parts).removesuffix(".__init__")
            )
    waiting = [forms.BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.partition(".")[0] in OURS and ".tests" not in form.__module__:
            yield form


def plain_fields(form):
    return [
        f"{form.__module__}.{form.__name__}.{name}"
        for name, field in form.base_fields.items()
        if is_plain(field)
    ]


def test_every_file_comes_in_by_the_field_that_says_and_looks_at_what_may_be_chosen():
    fields = [field for form in every_form() for field in form.base_fields.values()]
    files = [field for field in fields if isinstance(field, forms.FileField)]

    assert len(files) > 5
    for field in files:
        assert isinstance(field, UploadField), field.label
        shown = field.widget.render("file", None)
        assert f'accept="{",".join(field.endings)}"' in shown
        assert f'data-most-bytes="{field.most_bytes}"' in shown
        assert "a signed container" in shown


def test_no_form_takes_text_as_it_comes():
    found = list(every_form())

    assert len(found) > 80
    assert [place for form in found for place in plain_fields(form)] == []


def test_a_form_that_takes_text_as_it_comes_is_found():
    class Plain(forms.Form):
        name = forms.CharField()
        address = forms.URLField(assume_scheme="https")
        email = forms.EmailField()
        day = forms.DateField()
        line = form_fields.LineField()

    names = [place.rpartition(".")[2] for place in plain_fields(Plain)]
    assert names == ["name", "address", "email", "day"]


def fields_of_the_admin(request):
    """Those that the admin makes of columns, for each model and what is edited within it."""
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label in OURS:
            inlines = [inline(model, admin.site) for inline in model_admin.inlines]
            for part in (model_admin, *inlines):
                by_the_site = BY_THE_SITE.get(part.model._meta.label, "").split()
                for column in part.model._meta.local_fields:
                    made = column.editable and part.formfield_for_dbfield(column, request)
                    if made and column.name not in by_the_site:
                        yield str(column), made


@pytest.mark.django_db
def test_no_form_of_the_admin_takes_text_as_it_comes(rf):
    request = rf.get("/admin/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    found = dict(fields_of_the_admin(request))

    # Instants are entered for meetings alone; other forms show them.
    only_shown = (forms.SplitDateTimeField,)
    assert len(found) > 150
    assert [
        name
        for name, field in found.items()
        if is_plain(field) and not isinstance(field, only_shown)
    ] == []


def fields_made_in_code(root=ROOT):
    """Where a module names a field that takes what is typed as it comes."""
    for module, tree in modules(root).items():
        if module.as_posix() == "common/form_fields.py":
            continue
        for node in ast.walk(tree):
            made = node.func if isinstance(node, ast.Call) else None
            for named in [made, *getattr(node, "bases", ())]:
                name = ast.unparse(named) if isinstance(named, ast.Attribute) else ""
                if name.startswith("forms.") and name.removeprefix("forms.") in PLAIN:
                    yield f"{module} {named.attr}"


def test_no_form_makes_such_a_field_when_it_is_made_itself():
    assert list(fields_made_in_code()) == []


def test_a_field_that_is_made_in_code_is_found(tmp_path):
    (tmp_path / "members").mkdir()
    made = "def with_a_field(form):\n    form.fields['a'] = forms.CharField()"
    (tmp_path / "members" / "forms.py").write_text(made)

    assert list(fields_made_in_code(tmp_path)) == ["members/forms.py CharField"]


def text_columns():
    """(model, column) of those for which a form would get a field that takes text as it comes."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for column in model._meta.local_fields:
                made = column.formfield() if column.editable else None
                if isinstance(made, forms.CharField) and is_plain(made):
                    yield model._meta.label, column.name


def test_every_column_gives_a_form_its_own_kind_of_field():
    found = {}
    for model, column in text_columns():
        found.setdefault(model, []).append(column)

    assert {model: " ".join(names) for model, names in found.items()} == BY_THE_SITE


def sent_texts():
    """(address, parameter, how it is checked) of what a program sends as text."""
    for _prefix, router in api._routers:
        for address, view in router.path_operations.items():
            for operation in view.operations:
                for model in operation.models:
                    for name, parameter in each_parameter(model):
                        kinds = (parameter.annotation, *get_args(parameter.annotation))
                        if str in kinds or any(get_origin(kind) is Annotated for kind in kinds):
                            yield address, name, (*parameter.metadata, *map(str, kinds))


def each_parameter(model):
    for name, parameter in model.model_fields.items():
        kind = parameter.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from each_parameter(kind)
        else:
            yield name, parameter


def test_every_text_that_a_program_sends_is_cleaned():
    found = list(sent_texts())

    assert {name for _address, name, _checks in found} == {"country", "q", "slug"}
    assert [where for where in found if "cleaned" not in str(where)] == []


def test_every_column_of_the_import_is_cleaned_as_a_form_would():
    hidden = "\u202eA\u200b\x00 \ufffe B\u0301\u2028c"
    several = {column for column in columns.COLUMNS if columns.takes_lines(column)}

    assert several == {"about"}
    for column in columns.COLUMNS:
        taken = columns.as_typed(column, hidden)
        assert taken == ("A  B\u0301\nc" if column in several else "A B\u0301 c")
