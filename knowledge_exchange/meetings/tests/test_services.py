from datetime import timedelta

import pytest

from common.refusals import Refused
from knowledge_exchange.meetings.enums import Reply
from knowledge_exchange.meetings.services import meetings
from knowledge_exchange.models import AgendaItem
from knowledge_exchange.tests.factories import (
    BEGINS,
    EARLIER,
    ENDS,
    NOW,
    AttendanceFactory,
    MeetingFactory,
    ScheduledMeetingFactory,
)
from members.tests.factories import UserFactory
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


def save(meeting, by, **changes):
    for name, value in changes.items():
        setattr(meeting, name, value)
    meetings.save(meeting, by=by, now=NOW)
    meeting.refresh_from_db()
    return meeting


def test_the_day_of_a_meeting_with_a_time_is_the_day_on_the_clocks_there(secretariat):
    late = BEGINS.replace(hour=23, minute=30)

    meeting = save(
        ScheduledMeetingFactory(), secretariat, starts_at=late, ends_at=late + timedelta(hours=1)
    )

    assert meeting.held == "2026-12-04"


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"title": "Another theme"}, 1),
        ({"summary": "About more"}, 1),
        ({"place": "Graz"}, 1),
        ({"time_zone": "Europe/Athens"}, 1),
        ({"chair": "Somebody else"}, 0),
        ({"register_until": BEGINS}, 0),
    ],
)
def test_what_calendars_show_raises_the_number(secretariat, changes, number):
    meeting = save(ScheduledMeetingFactory(), secretariat, **changes)

    assert meeting.calendar_number == number
    assert meeting.changed_at == (NOW if number else EARLIER)


def test_the_number_grows_with_each_change_whatever_was_loaded(secretariat):
    meeting = ScheduledMeetingFactory()
    stale = type(meeting).objects.get(pk=meeting.pk)

    save(meeting, secretariat, place="Graz")
    stale = save(stale, secretariat, place="Linz")

    assert stale.calendar_number == 2


def test_a_new_time_is_mailed_to_the_invited_who_mean_to_come(secretariat):
    coming = AttendanceFactory()
    AttendanceFactory(meeting=coming.meeting, reply=Reply.DECLINED, replied_at=NOW)

    meeting = save(
        coming.meeting,
        secretariat,
        starts_at=BEGINS + timedelta(hours=2),
        ends_at=ENDS + timedelta(hours=2),
    )

    mail = Mail.objects.get()
    assert mail.user == coming.user
    letter = kinds.compose(mail, NOW)
    assert letter.subject.startswith("Changed: ")
    assert meeting.title in letter.subject
    assert "12:00–14:15 CET (11:00–13:15 UTC)" in letter.text


def test_of_two_changes_only_the_later_is_told(secretariat):
    meeting = AttendanceFactory().meeting

    save(meeting, secretariat, place="Graz")
    save(meeting, secretariat, place="Linz")

    first, second = Mail.objects.order_by("pk")
    assert kinds.compose(first, NOW) is None
    assert "Linz" in kinds.compose(second, NOW).text


def test_a_new_title_alone_is_no_mail(secretariat):
    save(AttendanceFactory().meeting, secretariat, title="Better words")

    assert not Mail.objects.exists()


def test_the_agenda_is_kept_in_the_order_given_and_can_be_turned_round():
    meeting = ScheduledMeetingFactory()
    meetings.set_agenda(meeting, [AgendaItem(title=title) for title in "abc"])
    a, b, c = meeting.agenda.all()

    meetings.set_agenda(meeting, [c, AgendaItem(title="new"), a, b])

    found = list(meeting.agenda.values_list("position", "title"))
    assert found == [(1, "c"), (2, "new"), (3, "a"), (4, "b")]


def test_cancelling_keeps_the_reasons_and_tells_the_invited(secretariat):
    coming = AttendanceFactory()
    AttendanceFactory(meeting=coming.meeting, reply=Reply.DECLINED, replied_at=NOW)

    meeting = meetings.cancel(coming.meeting, reasons=" The host is ill. ", by=secretariat, now=NOW)

    assert (meeting.cancelled_at, meeting.cancellation_reasons) == (NOW, "The host is ill.")
    assert (meeting.calendar_number, meeting.changed_at) == (1, NOW)
    mail = Mail.objects.get()
    assert mail.user == coming.user
    letter = kinds.compose(mail, NOW)
    assert letter.subject.startswith("Cancelled: ")
    assert "The host is ill." in letter.text


@pytest.mark.parametrize(
    ("facts", "reasons", "now", "words"),
    [
        ({}, "  ", NOW, "Say why"),
        ({"cancelled_at": NOW, "cancellation_reasons": "Ill."}, "Again.", NOW, "already"),
        ({}, "Too late.", ENDS, "is over"),
    ],
)
def test_what_cannot_be_cancelled_is_refused(secretariat, facts, reasons, now, words):
    meeting = ScheduledMeetingFactory(**facts)

    with pytest.raises(Refused, match=words):
        meetings.cancel(meeting, reasons=reasons, by=secretariat, now=now)


def test_a_month_that_is_over_cannot_be_cancelled_and_one_to_come_can(secretariat):
    with pytest.raises(Refused):
        meetings.cancel(MeetingFactory(held="2021-03"), reasons="No.", by=secretariat, now=NOW)

    assert meetings.cancel(
        MeetingFactory(held="2026-12"), reasons="Moved.", by=secretariat, now=NOW
    ).is_cancelled


def test_a_meeting_becomes_public_once(secretariat):
    meeting = meetings.publish(MeetingFactory(), by=secretariat, now=NOW)

    with pytest.raises(Refused, match="already public"):
        meetings.publish(meeting, by=secretariat, now=NOW)
