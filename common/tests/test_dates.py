from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.dates import first_day, show_instant, show_partial, show_until, validate_partial_date

NOON = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "partial, shown",
    [("2018", "2018"), ("2018-11", "November 2018"), ("2018-11-03", "3 November 2018"), ("", "")],
)
def test_a_date_is_shown_no_more_exactly_than_it_is_known(partial, shown):
    assert show_partial(partial) == shown


@pytest.mark.parametrize(
    "wrong", ["18", "2018-13", "2018-02-30", "2018-1-1", "last year", "２０２２", "2022\n"]
)
def test_what_is_no_date_is_refused(wrong):
    with pytest.raises(ValidationError):
        validate_partial_date(wrong)


def test_the_first_day_that_a_month_may_mean():
    assert first_day("2018-11").isoformat() == "2018-11-01"
    assert first_day("") is None


@pytest.mark.parametrize(
    "zone, shown",
    [
        ("Europe/Brussels", "24 November 2026, 17:00 CET (16:00 UTC)"),
        ("UTC", "24 November 2026, 16:00 UTC"),
        ("Pacific/Auckland", "25 November 2026, 05:00 NZDT (24 November, 16:00 UTC)"),
    ],
)
def test_an_instant_is_shown_in_the_viewers_zone_and_in_utc(zone, shown):
    with timezone.override(zone):
        assert show_instant(NOON) == shown


@pytest.mark.parametrize(
    "distance, shown",
    [
        (timedelta(days=3, hours=5), "in 3 days"),
        (timedelta(hours=1, minutes=59), "in 1 hour"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(seconds=20), "now"),
    ],
)
def test_a_distance_is_told_in_its_largest_whole_unit(distance, shown):
    assert show_until(NOON + distance, NOON) == shown
