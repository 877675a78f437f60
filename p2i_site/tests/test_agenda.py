"""Meetings in the calendar on the governance page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from knowledge_exchange.tests.factories import (
    BEGINS,
    ENDS,
    NOW,
    MeetingFactory,
    ScheduledMeetingFactory,
)
from p2i_site import network_calendar

pytestmark = pytest.mark.django_db


def items(now):
    return network_calendar.of(AnonymousUser(), now)


def test_a_meeting_to_come_stands_at_its_time_with_a_file_for_calendars():
    meeting = ScheduledMeetingFactory(public=True)
    MeetingFactory(public=True, held="2026-12", title="In a month")
    MeetingFactory(public=True, held="2021-03", title="Long ago")

    found = items(NOW)

    month, exact = found["upcoming"]
    assert (exact.at, exact.calendar_file) == (
        BEGINS,
        reverse("knowledge_exchange:meeting_calendar", args=[meeting.number]),
    )
    assert (month.at, month.calendar_file) == (None, "")
    assert [item.calendar_file for item in found["recent"]] == [""]


def test_what_is_over_is_recent_and_what_is_cancelled_does_not_come():
    ScheduledMeetingFactory(public=True, title="Over")
    later = {"starts_at": BEGINS + timedelta(days=9), "ends_at": ENDS + timedelta(days=9)}
    gone = {"cancelled_at": NOW, "cancellation_reasons": "Ill."}
    ScheduledMeetingFactory(public=True, title="Cancelled", **later, **gone)

    found = items(ENDS + timedelta(days=1))

    assert found["upcoming"] == []
    assert ["Over" in item.title for item in found["recent"]] == [True]
