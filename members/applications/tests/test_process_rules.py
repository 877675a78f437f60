from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import confirm, fields, look, press, text
from members.models import ProcessRules
from members.register.services import process_rules
from members.tests.factories import NOW, RepresentativeFactory, UserFactory
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal

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
    "reason": "The board wants it so.",
}


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def first():
    return ProcessRules.objects.get(version=1)


def step_page():
    return reverse("admin:members_processrules_step", args=[first().pk, "new-version"])


def test_the_first_version_comes_with_the_database_and_is_an_assumption():
    assert ProcessRules.objects.in_force() == first()
    assert first().is_assumption


def adopted(**numbers):
    """Two of the secretariat put these numbers in force."""
    by, second = UserFactory(secretariat=True), UserFactory(secretariat=True)
    in_force = ProcessRules.objects.in_force()
    return process_rules.adopt(in_force, by=by, released_by=second, now=NOW, **numbers)


def test_a_new_version_starts_from_the_one_in_force_and_takes_its_place(
    desk, secretariat, colleague
):
    member = RepresentativeFactory()
    page = reverse("admin:members_processrules_add")

    step = desk.get(page).url
    asked = desk.get(step).content.decode()
    told = press(desk, step, follow=True, **NUMBERS)
    assert ProcessRules.objects.in_force() == first()
    assert "once a second person has read and released it" in text(told)
    proposal = Proposal.objects.get()
    with pytest.raises(Refused, match="You proposed this"):
        services.release(proposal, by=secretariat, now=NOW)
    services.release(proposal, by=colleague, now=NOW)
    services.put_into_effect(proposal, now=NOW + timedelta(hours=1))

    rules = ProcessRules.objects.in_force()
    assert 'name="answer_days" value="14"' in asked
    assert (rules.version, rules.answer_days) == (2, 21)
    assert (rules.adopted_by, rules.released_by) == (secretariat, colleague)
    assert first().answer_days == 14
    letter = compose(Mail.objects.get(user=member.user), NOW)
    assert f"{secretariat} of the secretariat proposed" in letter.text


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": "two_people"},
        {"basis": "two_people", "adopted_by": "one"},
        {"basis": "two_people", "adopted_by": "one", "released_by": "one"},
        {"adopted_by": "one"},
    ],
)
def test_the_database_lets_nobody_alone_put_periods_in_force(secretariat, changes):
    changes = {name: secretariat if to == "one" else to for name, to in changes.items()}
    with (
        pytest.raises(IntegrityError, match="process_rules_are_adopted_by_two_people"),
        transaction.atomic(),
    ):
        ProcessRules.objects.filter(pk=first().pk).update(**changes)


def test_what_will_be_different_is_shown_before_it_comes_into_force(desk):
    page = text(look(desk, step_page(), **NUMBERS))

    assert "Against Version 1" in page
    for label, before, after in (
        ("Days to answer a question", 14, 21),
        ("Warning: days before a mandate or evidence ends", 60, 90),
    ):
        assert f'<th scope="row">{label} ' in page
        assert f'<td data-label="In force now">{before}</td>' in page
        assert f'<td data-label="New">{after}</td>' in page
    assert page.count('<th scope="row">') == 2
    assert "Days that were given to somebody stay as they are." in page
    assert ProcessRules.objects.count() == 1


def test_the_mark_of_an_assumption_goes_with_the_numbers_that_are_adopted(desk):
    asked = fields(desk.get(step_page()), having="seen")
    del asked["is_assumption"]

    page = desk.post(step_page(), {**asked, "reason": "So adopted.", "look": "yes"})
    confirm(desk, step_page(), page)

    assert "no longer marked as an assumption" in text(page)
    assert Proposal.objects.get().details["is_assumption"] is False


def test_the_same_numbers_again_are_not_put_in_force(desk):
    page = press(desk, step_page(), reason="For fun.")

    assert "Nothing differs from the version in force." in text(page)
    assert b'name="confirm"' not in page.content


def test_a_page_that_a_colleague_overtook_does_nothing_and_keeps_what_was_typed(desk):
    page = look(desk, step_page(), **NUMBERS)
    adopted(answer_days=7)

    shown = confirm(desk, step_page(), page)

    assert "Version 2 came into force." in text(shown)
    assert 'name="answer_days" value="21"' in text(shown)
    assert ProcessRules.objects.in_force().version == 2

    confirm(desk, step_page(), shown)

    assert Proposal.objects.get().details["answer_days"] == 21


def test_no_time_to_answer_is_refused_beside_its_field(desk):
    shown = look(desk, step_page(), **{**NUMBERS, "answer_days": 0})

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
    adopted()

    shown = desk.get(reverse("admin:members_processrules_change", args=[first().pk]))

    assert "Version 2 is in force." in shown.content.decode()
    assert "In force" in desk.get(reverse(LIST)).content.decode()


def test_two_versions_at_once_are_refused_in_words(monkeypatch):
    seen = first()
    adopted()
    manager = type(ProcessRules.objects.all())
    monkeypatch.setattr(manager, "in_force", lambda self: seen)

    with pytest.raises(Refused, match="colleague"):
        adopted()


def test_representatives_and_other_staff_see_no_rules(client):
    for user in (RepresentativeFactory().user, UserFactory(staff=True)):
        client.force_login(user)
        for address in (reverse(LIST), reverse("admin:members_processrules_add"), step_page()):
            assert client.get(address).status_code in (302, 403)
