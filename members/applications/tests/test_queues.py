from datetime import date, timedelta

import pytest
from django.urls import reverse

from common.admin.lists import count_queues
from common.waiting import CAP, Viewer, Whose
from members.applications import queues
from members.applications.services import applying, review
from members.applications.services.clarifying import extend_clarification
from members.enums import OPEN_BEFORE_THE_SECRETARIAT, ApplicationStatus
from members.models import Application
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    DecisionFactory,
    EvidenceFactory,
    FindingFactory,
    UserFactory,
)
from tests.waiting import found

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def in_queue(name, *, user=None, now=NOW):
    return set(queues.cases(name, Viewer(user, now)))


def counts(user):
    return count_queues(
        queues.QUEUES, Application.objects.seen_by_the_secretariat(), Viewer(user, NOW)
    )


def asked(secretariat, *, at=NOW):
    """A case that waits for its applicant since then."""
    case = ApplicationFactory(under_review=True, status_since=at)
    review.request_clarification(
        case, question="Which act?", due_on=date(2026, 11, 16), by=secretariat, now=at
    )
    case.refresh_from_db()
    return case


def test_more_time_agreed_on_is_not_overdue_before_it_is_over(secretariat):
    case = asked(secretariat)
    extend_clarification(case, due_on=date(2026, 12, 1), by=secretariat, now=NOW + 14 * DAY)

    assert in_queue("overdue", now=NOW + 20 * DAY) == set()


def test_new_is_what_nobody_has_taken_up(secretariat):
    new, taken_up = ApplicationFactory.create_batch(2, submitted=True)
    ApplicationFactory(complete=True)
    review.take_up(taken_up, by=secretariat, now=NOW)

    assert in_queue("new") == {new}


@pytest.mark.parametrize(
    "status", [s for s in ApplicationStatus if s != ApplicationStatus.ADMITTED]
)
def test_only_open_cases_are_mine_or_nobodys(secretariat, status):
    made = {"submitted": True, "status": status, "decision_reasons": "Why"}
    mine = ApplicationFactory(**made, assigned_to=secretariat)
    ApplicationFactory(**made, assigned_to=UserFactory(secretariat=True), organisation_name="A")
    nobodys = ApplicationFactory(**made, organisation_name="B")
    is_open = status in OPEN_BEFORE_THE_SECRETARIAT

    assert in_queue("mine", user=secretariat) == ({mine} if is_open else set())
    assert in_queue("unassigned") == ({nobodys} if is_open else set())


def test_an_applicant_is_overdue_after_the_days_that_the_rules_say(secretariat):
    case = asked(secretariat)
    case.clarifications.update(due_on=date(2026, 11, 15))

    assert in_queue("waiting") == {case}
    assert in_queue("overdue", now=NOW + 14 * DAY) == set()
    assert in_queue("overdue", now=NOW + 14 * DAY + timedelta(seconds=1)) == {case}


def test_an_answer_waits_until_somebody_finds_drafts_or_asks_again(secretariat):
    found, drafted, asked_again, untouched = (asked(secretariat) for _each in range(4))
    for case in (found, drafted, asked_again, untouched):
        applying.answer_clarification(case, "That one.", now=NOW + DAY)
    everything = in_queue("answered")

    FindingFactory(application=found, at=NOW + 2 * DAY)
    DecisionFactory(application=drafted, drafted_at=NOW + 2 * DAY)
    review.request_clarification(
        asked_again, question="And?", due_on=date(2026, 12, 1), by=secretariat, now=NOW + 2 * DAY
    )

    assert everything == {found, drafted, asked_again, untouched}
    assert in_queue("answered") == {untouched}


def test_a_question_taken_back_is_no_answer(secretariat):
    case = asked(secretariat)
    applying.answer_clarification(case, "That one.", now=NOW + DAY)
    review.request_clarification(
        case, question="And?", due_on=date(2026, 12, 1), by=secretariat, now=NOW + 2 * DAY
    )
    review.take_back_question(case, by=secretariat, now=NOW + 3 * DAY)

    assert in_queue("answered") == set()


def test_a_decision_waits_from_its_draft_to_its_release():
    drafted = DecisionFactory()
    DecisionFactory(released=True)

    assert in_queue("to_release") == {drafted.application}


def test_open_cases_whose_mandate_or_evidence_ends_soon_are_expiring(secretariat):
    soon, later = date(2027, 1, 1), date(2027, 1, 2)  # 60 and 61 days on
    by_evidence = ApplicationFactory(submitted=True)
    EvidenceFactory(application=by_evidence, valid_until=soon)
    by_mandate = ApplicationFactory(submitted=True, mandate_valid_until=soon)
    good_for_longer = ApplicationFactory(submitted=True, mandate_valid_until=later)
    closed = ApplicationFactory(submitted=True, mandate_valid_until=soon)
    for case in (by_evidence, by_mandate, good_for_longer, closed):
        review.take_up(case, by=secretariat, now=NOW)
    applying.withdraw(closed, now=NOW)

    assert in_queue("expiring") == {by_evidence, by_mandate}


def test_the_desk_counts_each_queue_and_knows_its_oldest(secretariat):
    ApplicationFactory(submitted=True, status_since=NOW - 3 * DAY)
    ApplicationFactory(submitted=True, status_since=NOW - DAY)
    ApplicationFactory(eligible=True, expires_on=date(2026, 11, 20), assigned_to=secretariat)

    rows = {row.kind.name.partition(".")[2]: row for row in found(secretariat, NOW).values()}

    assert (rows["new"].count, rows["new"].oldest) == (2, NOW - 3 * DAY)
    assert (rows["eligible"].count, rows["overdue"].count) == (1, 0)
    (expiring,) = rows["expiring"].first
    assert (rows["expiring"].count, expiring.last_day) == (1, date(2026, 11, 20))


def test_the_queues_are_counted_in_one_query(secretariat, django_assert_num_queries):
    ApplicationFactory.create_batch(3, submitted=True)

    with django_assert_num_queries(2):  # the rules, and everything else
        counts(secretariat)


def test_counting_stops_where_nobody_needs_it_any_more(client, secretariat):
    made = [
        Application(
            status=ApplicationStatus.SUBMITTED,
            contact_email=f"{number}@example.org",
            organisation_name=f"Host {number}",
            created_at=NOW,
            status_since=NOW,
            submitted_at=NOW,
        )
        for number in range(CAP + 5)
    ]
    Application.objects.bulk_create(made)
    client.force_login(secretariat)

    assert counts(secretariat)["new"] == CAP
    assert '<span class="count">99+</span>' in client.get(reverse("admin:index")).content.decode()


def test_each_tile_of_the_desk_leads_to_the_cases_it_counts(client, secretariat):
    ApplicationFactory(submitted=True, assigned_to=secretariat)
    ApplicationFactory(eligible=True)
    asked(secretariat)
    DecisionFactory()
    client.force_login(secretariat)

    for row in found(secretariat).values():
        if "queue=" in row.page and row.whose == Whose.YOU:
            listed = client.get(row.page).context["page"].rows
            assert len(listed) == row.count, row.kind.label


def test_the_desk_asks_the_same_number_of_questions_at_every_length(
    client, secretariat, django_assert_max_num_queries
):
    client.force_login(secretariat)
    with django_assert_max_num_queries(75) as few:
        client.get(reverse("admin:index"))
    ApplicationFactory.create_batch(8, submitted=True)
    DecisionFactory.create_batch(3)

    with django_assert_max_num_queries(len(few)):
        client.get(reverse("admin:index"))
