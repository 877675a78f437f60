"""What a row held before an edit and after it, by whichever door it was edited."""

import ast
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowledge_exchange.tests.factories import MeetingFactory, PaperFactory
from members.models import Centre, ProcessRules, User
from members.register.services import process_rules
from members.tests.factories import NOW, CentreFactory, OrganisationFactory, UserFactory
from traces import edits, visits
from traces.enums import Act, Part
from traces.models import Detail, Trace

pytestmark = pytest.mark.django_db


def changes_of(row):
    told = Detail.objects.filter(
        part=Part.CHANGES,
        trace__about_model=row._meta.label_lower,
        trace__about_key=str(row.pk),
    )
    return [json.loads(detail.text) for detail in told.order_by("pk")]


def test_an_edit_holds_what_was_before_and_after_and_nothing_else():
    centre = CentreFactory(name="Old name", about="Same")
    centre = Centre.objects.get(pk=centre.pk)
    centre.name = "New name"
    centre.save()

    assert changes_of(centre) == [{"name": ["Old name", "New name"]}]


def test_an_edit_that_changes_nothing_leaves_no_trace():
    centre = CentreFactory()
    centre.save()

    assert not Trace.objects.filter(what=Act.CHANGED).exists()


def test_a_new_row_and_one_that_is_removed_leave_a_trace():
    centre = CentreFactory(name="Short-lived")
    key = centre.pk
    centre.delete()

    acts = Trace.objects.filter(about_model="members.centre", about_key=str(key)).order_by("pk")
    assert [trace.what for trace in acts] == [Act.ADDED, Act.REMOVED]


@pytest.mark.parametrize("make", [MeetingFactory, PaperFactory, OrganisationFactory, UserFactory])
def test_meetings_papers_hosts_and_people_are_followed(make):
    row = make()
    name = "name" if hasattr(row, "name") else "title"
    before = getattr(row, name)
    setattr(row, name, "Another")
    row.save()

    assert changes_of(row) == [{name: [before, "Another"]}]


def test_of_a_person_no_password_and_no_sign_in_is_kept():
    person = UserFactory()
    person.set_password("three quiet otters swim")
    person.last_login = timezone.now()
    person.save()

    assert changes_of(person) == []


def test_the_same_instant_in_another_zone_is_no_change():
    meeting = MeetingFactory(published_at=NOW)
    meeting.published_at = NOW.astimezone(ZoneInfo("Europe/Athens"))
    meeting.save()

    assert changes_of(meeting) == []
    assert not Trace.objects.filter(what=Act.CHANGED).exists()


def test_a_sign_in_costs_no_look_at_the_person(django_assert_num_queries):
    person = UserFactory()

    with django_assert_num_queries(1):
        person.save(update_fields=["last_login"])


def test_an_edit_costs_three_statements_more(django_assert_num_queries):
    centre = CentreFactory()
    centre.about = "Other"

    with transaction.atomic(), django_assert_num_queries(1 + 3):
        centre.save()


def test_many_rows_at_once_cost_as_many_statements_as_one(django_assert_num_queries):
    for count in (1, 9):
        rows = CentreFactory.create_batch(count)
        for row in rows:
            row.about = "Other"
        with transaction.atomic(), django_assert_num_queries(4):
            edits.bulk_update(rows, ["about"])
        assert all(changes_of(row) == [{"about": ["", "Other"]}] for row in rows)


def test_hosts_that_are_linked_are_told_by_name():
    centre, host = CentreFactory(), OrganisationFactory(name="Ministry")
    before = len(changes_of(centre))
    centre.hosts.add(host)
    centre.hosts.clear()

    assert changes_of(centre)[before:] == [{"hosts": ["", "Ministry"]}, {"hosts": ["Ministry", ""]}]


def test_an_edit_is_of_whoever_acts_even_where_a_tick_carries_it_out():
    person, centre = UserFactory(), CentreFactory()
    with visits.acting(person):
        centre.about = "Other"
        centre.save()

    assert Trace.objects.get(what=Act.CHANGED).by == person


def test_an_edit_that_is_taken_back_leaves_no_trace():
    centre = CentreFactory()
    with transaction.atomic():
        centre.about = "Other"
        centre.save()
        transaction.set_rollback(True)

    assert changes_of(centre) == []


def test_new_process_rules_say_which_number_was_before():
    by, second = UserFactory(secretariat=True), UserFactory(secretariat=True)
    in_force = ProcessRules.objects.in_force()
    rules = process_rules.adopt(
        in_force, by=by, released_by=second, now=timezone.now(), answer_days=21
    )

    assert changes_of(rules) == [{"answer_days": [str(in_force.answer_days), "21"]}]


# --- No door is left out ------------------------------------------------------------------

PAST_SIGNALS = {"update", "bulk_create", "bulk_update", "update_or_create", "_raw_delete"}
TOLD = {
    "members/register/services/importing.py": "tells `edits` of what it writes many at once",
    "exchange/first_data.py": "what an empty database begins with",
    "members/applications/first_data.py": "what an empty database begins with",
    "knowledge_exchange/meetings/services/meetings.py": "a place that is free while two change",
}


def test_what_writes_followed_rows_past_the_signals_is_known():
    names = {model.__name__ for model in edits._followed} - {User.__name__}
    root, found = Path(settings.BASE_DIR), set()
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).parts
        if {"tests", "migrations", "benchmarks", ".venv", "var", "traces"} & set(parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                words = set(ast.unparse(node.func).replace("(", ".").split("."))
                if node.func.attr in PAST_SIGNALS and words & names:
                    found.add("/".join(parts))

    assert found <= set(TOLD)
