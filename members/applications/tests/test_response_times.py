from datetime import date, timedelta

import pytest

from members.applications.response_times import response_times
from members.applications.services import applying, review
from members.enums import Criterion
from members.tests.factories import NOW, ApplicationFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def times_of(case, now):
    case.refresh_from_db()
    times = response_times(case, case.events.all(), case.clarifications.all(), now)
    return {time.label: time for time in times}


@pytest.fixture
def case(secretariat):
    """Submitted, taken up after three days, asked a day later."""
    case = ApplicationFactory(submitted=True, submitted_at=NOW, status_since=NOW)
    review.take_up(case, by=secretariat, now=NOW + 3 * DAY)
    review.request_clarification(
        case,
        questions={Criterion.MANDATE: "Which act?"},
        due_on=date(2026, 11, 16),
        by=secretariat,
        now=NOW + 4 * DAY,
    )
    return case


def test_each_stage_tells_how_long_it_took(case):
    times = times_of(case, NOW + 6 * DAY)

    assert times["Until the review began"].took == "3 days"
    assert times["Under review"].took == "1 day"
    assert not times["Under review"].is_running
    assert times["Waiting for the applicant"].took == "2 days"
    assert times["Waiting for the applicant"].is_running


def test_a_stage_that_comes_twice_is_counted_together(case):
    applying.answer_clarification(case.clarifications.get(), "Decree 12.", now=NOW + 6 * DAY)

    times = times_of(case, NOW + 9 * DAY)

    assert times["Under review"].took == "4 days"


def test_waiting_longer_than_the_rules_say_is_late(case):
    assert not times_of(case, NOW + 18 * DAY)["Waiting for the applicant"].is_late

    late = times_of(case, NOW + 19 * DAY)["Waiting for the applicant"]
    assert late.is_late
    assert late.rule == "overdue after 14 days"


def test_an_answer_is_measured_by_the_day_that_was_agreed(case):
    days_given = (date(2026, 11, 16) - (NOW + 4 * DAY).date()).days
    applying.answer_clarification(case.clarifications.get(), "Decree 12.", now=NOW + 6 * DAY)

    answer = times_of(case, NOW + 60 * DAY)["Answer on “mandate”"]

    assert (answer.took, answer.is_late) == ("2 days", False)
    assert answer.rule == f"asked for within {days_given} days"


def test_an_answer_after_its_day_is_late(case):
    assert times_of(case, NOW + 60 * DAY)["Answer on “mandate”"].is_late
