"""Calendar files are read with a parser of their own, as a calendar program would."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from knowledge_exchange.meetings import calendars
from knowledge_exchange.meetings.enums import Reply
from knowledge_exchange.meetings.services import attending, meetings
from knowledge_exchange.tests.factories import (
    BEGINS,
    ENDS,
    NOW,
    AttendanceFactory,
    MeetingFactory,
    ScheduledMeetingFactory,
)
from members.tests.factories import UserFactory
from voting.motions.calendars import feed_of

pytestmark = pytest.mark.django_db
FEED = reverse("knowledge_exchange:meetings_calendar")


def read(content):
    return Calendar.from_ical(content)


def of(meeting, *, for_members=True):
    return read(calendars.of_meeting(meeting, for_members=for_members))


def test_a_meeting_is_one_entry_by_the_clocks_there_with_the_rules_of_its_zone():
    meeting = ScheduledMeetingFactory(summary="About buyers.")

    calendar = of(meeting)

    [entry] = calendar.events
    assert (entry.start, entry.end) == (BEGINS, ENDS)
    assert entry["dtstart"].params["TZID"] == "Europe/Vienna"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Vienna"]
    assert (str(calendar["method"]), str(entry["status"])) == ("PUBLISH", "CONFIRMED")
    assert str(entry["uid"]) == f"meeting-{meeting.pk}@testserver"
    assert (entry["sequence"], str(entry["location"])) == (0, "Vienna")
    for words in ("About buyers.", meeting.link, f"http://testserver{meeting.get_absolute_url()}"):
        assert words in entry["description"]
    assert calendar.errors == entry.errors == []


def test_a_change_keeps_the_id_and_raises_the_number_and_so_does_cancelling():
    secretariat, meeting = UserFactory(secretariat=True), ScheduledMeetingFactory()
    [before] = of(meeting).events

    meeting.ends_at = ENDS + timedelta(hours=1)
    meetings.save(meeting, by=secretariat, now=NOW)
    [changed] = of(meeting).events
    meeting = meetings.cancel(meeting, reasons="The host is ill.", by=secretariat, now=NOW)
    calendar = of(meeting)
    [cancelled] = calendar.events

    assert before["uid"] == changed["uid"] == cancelled["uid"]
    assert [one["sequence"] for one in (before, changed, cancelled)] == [0, 1, 2]
    assert (changed.end, changed.decoded("last-modified")) == (ENDS + timedelta(hours=1), NOW)
    assert (str(calendar["method"]), str(cancelled["status"])) == ("CANCEL", "CANCELLED")
    assert "The host is ill." in cancelled["description"]


def test_ten_o_clock_stays_ten_o_clock_over_the_change_to_summer_time():
    entries = {}
    for day, hour in ((27, 9), (28, 8)):  # clocks go forward on 28 March 2027
        starts = datetime(2027, 3, day, hour, tzinfo=UTC)
        meeting = ScheduledMeetingFactory(
            starts_at=starts, ends_at=starts + timedelta(hours=20), held=f"2027-03-{day}"
        )
        calendar = of(meeting)
        zone = calendar.walk("VTIMEZONE")[0].to_tz()
        [entry] = calendar.events
        entries[day] = (entry.start, entry.start.replace(tzinfo=None).replace(tzinfo=zone))

    for day, (start, by_the_rules_in_the_file) in entries.items():
        assert start.hour == 10
        assert by_the_rules_in_the_file.utcoffset() == timedelta(hours=1 if day == 27 else 2)


def test_a_day_without_a_time_is_a_whole_day_and_a_month_no_entry(client):
    day = MeetingFactory(public=True, held="2026-12-03")
    month = MeetingFactory(public=True, held="2026-12")

    [entry] = of(day).events

    assert (entry.start, entry.end) == (date(2026, 12, 3), date(2026, 12, 4))
    address = reverse("knowledge_exchange:meeting_calendar", args=[month.number])
    assert client.get(address).status_code == 404
    page = client.get(month.get_absolute_url()).content.decode()
    assert address not in page
    assert "calendars do not show it" in page


def test_the_public_feed_holds_public_meetings_and_nothing_for_members_only(client):
    public = ScheduledMeetingFactory(public=True, place="", chair="A. Person")
    cancelled = ScheduledMeetingFactory(
        public=True, cancelled_at=NOW, cancellation_reasons="The host is ill."
    )
    ScheduledMeetingFactory(title="Not public")
    MeetingFactory(public=True, held="2026-12")
    MeetingFactory(public=True, held="2021-03-18")
    client.force_login(UserFactory(secretariat=True))

    response = client.get(FEED)

    assert response["Content-Type"].startswith("text/calendar")
    calendar = read(response.content)
    states = {str(one["uid"]): str(one["status"]) for one in calendar.events}
    assert states == {
        f"meeting-{public.pk}@testserver": "CONFIRMED",
        f"meeting-{cancelled.pk}@testserver": "CANCELLED",
    }
    shown = response.content.decode()
    for secret in ("meet.example", "A. Person", "Not public"):
        assert secret not in shown


def test_a_meetings_file_has_the_link_for_members_and_not_for_the_public(client):
    meeting = ScheduledMeetingFactory(public=True)
    address = reverse("knowledge_exchange:meeting_calendar", args=[meeting.number])

    assert "meet.example" not in client.get(address).content.decode()
    client.force_login(AttendanceFactory().user)
    response = client.get(address)
    assert "meet.example" in response.content.decode()
    assert "private" in response["Cache-Control"]


def test_an_empty_feed_is_a_calendar(client):
    assert read(client.get(FEED).content).events == []


def uids(user, now=NOW):
    return {str(one["uid"]) for one in read(feed_of(user, now)).events}


def test_a_persons_own_calendar_has_the_meetings_they_are_invited_to_until_they_decline():
    attendance = AttendanceFactory()
    ScheduledMeetingFactory(public=True)
    to_answer = f"invitation-{attendance.pk}@testserver"

    assert uids(attendance.user) == {f"meeting-{attendance.meeting_id}@testserver", to_answer}
    feed = read(feed_of(attendance.user, NOW))
    assert attendance.meeting.link in feed.events[0]["description"]
    assert len(feed.walk("VTIMEZONE")) == 1
    attending.reply(attendance, answer=Reply.DECLINED, now=NOW)
    assert uids(attendance.user) == set()


def test_who_represents_no_centre_any_more_has_no_meetings_in_their_calendar():
    attendance = AttendanceFactory(representative__valid_until="2026-11-01")

    assert uids(attendance.user) == set()


def test_the_secretariat_has_all_meetings_in_its_calendar():
    ScheduledMeetingFactory()

    assert len(uids(UserFactory(secretariat=True))) == 1
    assert uids(UserFactory(secretariat=True), NOW + timedelta(days=800)) == set()


def test_more_meetings_take_no_more_queries(django_assert_num_queries):
    for _again in range(4):
        meetings.publish(ScheduledMeetingFactory(), by=UserFactory(), now=NOW)

    with django_assert_num_queries(1):
        assert calendars.public_feed(NOW).count(b"BEGIN:VEVENT") == 4
