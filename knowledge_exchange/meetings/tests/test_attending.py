from datetime import timedelta

import pytest
from icalendar import Calendar

from common.refusals import Refused
from knowledge_exchange.meetings import tasks
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.services import attending, meetings
from knowledge_exchange.models import Attendance
from knowledge_exchange.tests.factories import (
    BEGINS,
    ENDS,
    NOW,
    AttendanceFactory,
    MeetingFactory,
    ScheduledMeetingFactory,
)
from members.tests.factories import (
    CentreFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox import kinds
from outbox import services as outbox
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


def test_all_who_represent_an_active_member_are_invited_once(secretariat):
    meeting = ScheduledMeetingFactory()
    delegate = RepresentativeFactory()
    observer = RepresentativeFactory(centre=delegate.centre, role="observer")
    RepresentativeFactory(centre=CentreFactory())  # no member
    RepresentativeFactory(centre=MembershipFactory(status="suspended").centre)
    RepresentativeFactory(valid_until="2026-01-01")
    RepresentativeFactory(user__is_active=False)

    attending.invite(meeting, by=secretariat, now=NOW)
    again = attending.invite(meeting, by=secretariat, now=NOW)

    invited = Attendance.objects.order_by("user")
    assert {one.user for one in invited} == {delegate.user, observer.user}
    assert {one.centre for one in invited} == {delegate.centre}
    assert again == []
    assert Mail.objects.count() == 2


def test_the_invitation_says_when_where_and_until_when_to_answer(secretariat):
    meeting = ScheduledMeetingFactory(register_until=BEGINS - timedelta(days=1))
    RepresentativeFactory(user__time_zone="Europe/Athens")

    attending.invite(meeting, by=secretariat, now=NOW)

    letter = kinds.compose(Mail.objects.get(), NOW)
    assert meeting.title in letter.subject
    assert "It is on 3 December 2026, 10:00–12:15 CET (09:00–11:15 UTC)" in letter.text
    assert "EET" not in letter.text  # the clocks of the meeting, and no others
    assert "Say by 2 December 2026, 10:00 CET (09:00 UTC)" in letter.text
    assert f"/meetings/{meeting.number}/answer/" in letter.text


def test_the_letter_brings_the_entry_for_the_calendar(secretariat, mailoutbox):
    meeting = ScheduledMeetingFactory(title="Příprava", link="https://meet.example/1")
    RepresentativeFactory()
    attending.invite(meeting, by=secretariat, now=NOW)

    outbox.deliver_due(lambda: NOW)

    [[name, content, media_type]] = mailoutbox[0].attachments
    [event] = Calendar.from_ical(content).events
    assert (name, media_type) == (f"meeting-{meeting.number}.ics", "text/calendar")
    assert event["summary"] == "Příprava"
    assert "https://meet.example/1" in event["description"]
    assert event.decoded("dtstart") == BEGINS


def test_the_letter_of_a_cancelled_meeting_takes_the_entry_out(secretariat, mailoutbox):
    meeting = ScheduledMeetingFactory()
    RepresentativeFactory()
    attending.invite(meeting, by=secretariat, now=NOW)
    meetings.cancel(meeting, reasons="The host is ill.", by=secretariat, now=NOW)

    outbox.deliver_due(lambda: NOW)

    [[_name, content, _type]] = mailoutbox[-1].attachments
    calendar = Calendar.from_ical(content)
    assert calendar["method"] == "CANCEL"
    assert calendar.events[0]["status"] == "CANCELLED"


def test_an_invitation_to_a_month_names_no_day(secretariat):
    RepresentativeFactory()
    attending.invite(MeetingFactory(held="2026-12"), by=secretariat, now=NOW)

    assert (
        "planned for December 2026; the day follows" in kinds.compose(Mail.objects.get(), NOW).text
    )
    assert kinds.compose(Mail.objects.get(), NOW).attachments == ()


def test_chosen_people_are_invited_and_later_the_others(secretariat):
    meeting = ScheduledMeetingFactory()
    chosen, other = RepresentativeFactory(), RepresentativeFactory()
    stranger = RepresentativeFactory(centre=CentreFactory())

    first = attending.invite(meeting, representatives=[chosen, stranger], by=secretariat, now=NOW)
    then = attending.invite(meeting, by=secretariat, now=NOW)

    assert [one.user for one in first] == [chosen.user]
    assert [one.user for one in then] == [other.user]


def test_nobody_is_invited_to_what_is_cancelled_or_over(secretariat):
    cancelled = ScheduledMeetingFactory(cancelled_at=NOW, cancellation_reasons="Ill.")

    with pytest.raises(Refused, match="cancelled"):
        attending.invite(cancelled, by=secretariat, now=NOW)
    with pytest.raises(Refused, match="over"):
        attending.invite(ScheduledMeetingFactory(), by=secretariat, now=ENDS)


def test_an_answer_can_be_changed_until_the_meeting_begins():
    attendance = AttendanceFactory()

    attending.reply(attendance, answer=Reply.ON_SITE, now=NOW)
    changed = attending.reply(attendance, answer=Reply.DECLINED, now=NOW + timedelta(days=1))

    assert (changed.reply, changed.replied_at) == (Reply.DECLINED, NOW + timedelta(days=1))
    with pytest.raises(Refused, match="closed"):
        attending.reply(attendance, answer=Reply.ON_SITE, now=BEGINS)


def test_registration_may_close_earlier_or_later_than_the_beginning():
    closes = BEGINS - timedelta(days=2)
    attendance = AttendanceFactory(meeting=ScheduledMeetingFactory(register_until=closes))

    attending.reply(attendance, answer=Reply.ONLINE, now=closes - timedelta(seconds=1))
    with pytest.raises(Refused, match="closed"):
        attending.reply(attendance, answer=Reply.ON_SITE, now=closes)


def test_answers_fit_the_meeting():
    online = AttendanceFactory(meeting=ScheduledMeetingFactory(place=""))

    assert attending.answers_for(online.meeting) == [Reply.ONLINE, Reply.DECLINED]
    assert set(attending.answers_for(MeetingFactory())) == set(Reply) - {Reply.NONE}
    for answer in (Reply.ON_SITE, Reply.NONE, "perhaps"):
        with pytest.raises(Refused, match="does not fit"):
            attending.reply(online, answer=answer, now=NOW)


def test_nobody_answers_to_what_is_cancelled():
    meeting = ScheduledMeetingFactory(cancelled_at=NOW, cancellation_reasons="Ill.")

    with pytest.raises(Refused, match="cancelled"):
        attending.reply(AttendanceFactory(meeting=meeting), answer=Reply.ON_SITE, now=NOW)


def test_participants_note_themselves_from_the_beginning_on_and_take_it_back():
    attendance = AttendanceFactory()

    with pytest.raises(Refused, match="from the beginning"):
        attending.note_own(attendance, present=True, now=BEGINS - timedelta(seconds=1))
    there = attending.note_own(attendance, present=True, now=BEGINS)
    assert (there.presence, there.noted_by) == (Presence.PRESENT, attendance.user)
    back = attending.note_own(attendance, present=False, now=ENDS)
    assert (back.presence, back.noted_by, back.noted_at) == (Presence.UNKNOWN, None, None)


def test_what_the_secretariat_noted_a_participant_does_not_change(secretariat):
    attendance = AttendanceFactory()
    attending.note(
        attendance.meeting, presences={attendance.pk: Presence.ABSENT}, by=secretariat, now=BEGINS
    )

    with pytest.raises(Refused, match="secretariat has noted"):
        attending.note_own(attendance, present=True, now=ENDS)


def test_the_whole_list_is_noted_at_once_and_what_stays_keeps_its_note(secretariat):
    meeting = ScheduledMeetingFactory()
    own, other, foreign = (
        AttendanceFactory(meeting=meeting),
        AttendanceFactory(meeting=meeting),
        AttendanceFactory(),
    )
    attending.note_own(own, present=True, now=BEGINS)
    presences = dict.fromkeys([own.pk, other.pk, foreign.pk], Presence.PRESENT)

    assert attending.note(meeting, presences=presences, by=secretariat, now=ENDS) == 1

    for attendance in (own, other, foreign):
        attendance.refresh_from_db()
    assert (own.noted_by, own.noted_at) == (own.user, BEGINS)
    assert (other.noted_by, other.noted_at) == (secretariat, ENDS)
    assert foreign.presence == Presence.UNKNOWN


def test_of_a_month_the_secretariat_notes_from_its_first_day_and_nobody_else(secretariat):
    attendance = AttendanceFactory(meeting=MeetingFactory(held="2026-12"))
    presences = {attendance.pk: Presence.PRESENT}

    with pytest.raises(Refused):
        attending.note(attendance.meeting, presences=presences, by=secretariat, now=NOW)
    with pytest.raises(Refused):
        attending.note_own(attendance, present=True, now=BEGINS)
    assert attending.note(attendance.meeting, presences=presences, by=secretariat, now=BEGINS)


# --- Reminders --------------------------------------------------------------------------

WEEK = timedelta(days=7)


def test_whoever_has_not_answered_is_asked_once_a_week_before_registration_closes():
    meeting = ScheduledMeetingFactory(register_until=BEGINS - timedelta(days=1))
    silent = AttendanceFactory(meeting=meeting)
    AttendanceFactory(meeting=meeting, reply=Reply.DECLINED, replied_at=NOW)
    closes = meeting.register_until

    found = [
        attending.remind(at)
        for at in (closes - WEEK - timedelta(hours=1), closes - WEEK, closes - timedelta(days=1))
    ]

    assert found == [0, 1, 0]
    mail = Mail.objects.get()
    assert mail.user == silent.user
    letter = kinds.compose(mail, closes - WEEK)
    assert letter.subject.startswith("Say by 2 December 2026")
    attending.reply(silent, answer=Reply.ON_SITE, now=closes - WEEK)
    assert kinds.compose(Mail.objects.get(), closes - WEEK) is None


def test_nobody_is_asked_when_it_is_closed_cancelled_undated_or_was_just_asked():
    AttendanceFactory()
    AttendanceFactory(meeting=MeetingFactory(held="2026-12"))
    AttendanceFactory(
        meeting=ScheduledMeetingFactory(cancelled_at=NOW, cancellation_reasons="Ill.")
    )
    AttendanceFactory(invited_at=BEGINS - timedelta(days=2))

    assert attending.remind(BEGINS) == 0
    assert attending.remind(BEGINS - timedelta(days=1)) == 1


def test_a_moved_closing_asks_anew_and_the_earlier_question_stays_behind():
    meeting = AttendanceFactory().meeting
    attending.remind(BEGINS - timedelta(days=1))
    meeting.register_until = BEGINS - timedelta(hours=1)
    meeting.save()

    assert kinds.compose(Mail.objects.get(), BEGINS - timedelta(days=1)) is None
    assert attending.remind(BEGINS - timedelta(days=1)) == 1


def test_an_action_and_an_invitation_are_followed_up_by_beats_task(settings):
    assert "knowledge_exchange.tasks.follow_up_meetings" in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }
    tasks.follow_up_meetings()
