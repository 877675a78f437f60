import pytest
from django.urls import reverse

from common.refusals import Refused
from members.models import ProcessRules
from members.register.services import process_rules
from members.tests.factories import NOW, RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "admin:members_processrules_changelist"
NUMBERS = {
    "answer_days": 21,
    "reminder_days_before_due": 3,
    "overdue_after_days": 14,
    "recall_minutes": 10,
    "reapply_days_after_ineligible": 0,
    "expiry_warning_days": 90,
    "reconfirm_every_years": 2,
    "reconfirm_answer_days": 30,
}


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def first():
    return ProcessRules.objects.get(version=1)


def test_the_first_version_comes_with_the_database_and_is_an_assumption():
    assert ProcessRules.objects.in_force() == first()
    assert first().is_assumption


def test_a_new_version_starts_from_the_one_in_force_and_takes_its_place(desk, secretariat):
    page = reverse("admin:members_processrules_add")

    asked = desk.get(page).content.decode()
    desk.post(page, NUMBERS)

    rules = ProcessRules.objects.in_force()
    assert 'name="answer_days" value="14"' in asked
    assert (rules.version, rules.answer_days, rules.adopted_by) == (2, 21, secretariat)
    assert not rules.is_assumption
    assert first().answer_days == 14


def test_no_time_to_answer_is_refused_beside_its_field(desk):
    shown = desk.post(reverse("admin:members_processrules_add"), {**NUMBERS, "answer_days": 0})

    assert "greater than or equal to 1" in shown.content.decode()
    assert ProcessRules.objects.count() == 1


def test_a_version_is_read_and_neither_changed_nor_deleted(desk):
    change = reverse("admin:members_processrules_change", args=[first().pk])
    delete = reverse("admin:members_processrules_delete", args=[first().pk])

    shown = desk.get(change).content.decode()

    assert "These rules are in force." in shown
    assert "Assumption:" in shown
    assert 'name="answer_days"' not in shown
    assert desk.post(change, NUMBERS).status_code == 403
    assert desk.post(delete, {"post": "yes"}).status_code == 403


def test_an_earlier_version_names_the_one_in_force(desk):
    process_rules.adopt(ProcessRules(), by=None, now=NOW)

    shown = desk.get(reverse("admin:members_processrules_change", args=[first().pk]))

    assert "Version 2 is in force." in shown.content.decode()
    assert "In force" in desk.get(reverse(LIST)).content.decode()


def test_two_versions_at_once_are_refused_in_words(monkeypatch):
    seen = first()
    process_rules.adopt(ProcessRules(), by=None, now=NOW)
    manager = type(ProcessRules.objects.all())
    monkeypatch.setattr(manager, "in_force", lambda self: seen)

    with pytest.raises(Refused, match="colleague"):
        process_rules.adopt(ProcessRules(), by=None, now=NOW)


def test_representatives_and_other_staff_see_no_rules(client):
    for user in (RepresentativeFactory().user, UserFactory(staff=True)):
        client.force_login(user)
        assert client.get(reverse(LIST)).status_code in (302, 403)
