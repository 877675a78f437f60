from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic

from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.models import Attendance, Meeting
from knowledge_exchange.tests.factories import (
    BEGINS,
    ENDS,
    NOW,
    ActionFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    GuestFactory,
    MaterialFactory,
    MaterialVersionFactory,
    MeetingFactory,
    MinutesFactory,
    PracticalAnswerFactory,
    PracticalQuestionFactory,
    ScheduledMeetingFactory,
    SeriesFactory,
)
from knowledge_exchange.tests.test_models import unique_sign
from members.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "fields", "constraint"),
    [
        (MeetingFactory, {"starts_at": BEGINS, "held": "2026-12-03"}, "ends_after_it_begins"),
        (MeetingFactory, {"ends_at": ENDS, "held": "2026-12-03"}, "ends_after_it_begins"),
        (ScheduledMeetingFactory, {"ends_at": BEGINS}, "meeting_ends_after_it_begins"),
        (ScheduledMeetingFactory, {"held": ""}, "meeting_at_a_time_has_a_day"),
        (MeetingFactory, {"cancelled_at": NOW}, "cancelled_meeting_says_why"),
        (MeetingFactory, {"cancellation_reasons": "Ill."}, "cancelled_meeting_says_why"),
        (
            ScheduledMeetingFactory,
            {"register_until": ENDS + timedelta(hours=1)},
            "registration_closes_before_the_end",
        ),
        (AgendaItemFactory, {"minutes": 0}, "agenda_item_takes_time|minutes"),
        (AttendanceFactory, {"reply": "perhaps", "replied_at": NOW}, "reply_known"),
        (AttendanceFactory, {"reply": Reply.ON_SITE}, "reply_has_a_time"),
        (AttendanceFactory, {"replied_at": NOW}, "reply_has_a_time"),
        (AttendanceFactory, {"presence": "late", "noted_at": NOW}, "presence_known"),
        (AttendanceFactory, {"presence": Presence.PRESENT}, "presence_was_noted_at_a_time"),
        (AttendanceFactory, {"noted_at": NOW}, "presence_was_noted_at_a_time"),
        (AttendanceFactory, {"invited_at": None}, "attendance_is_invited_or_added"),
        (GuestFactory, {"comes_as": "king"}, "guest_comes_as_known"),
        (GuestFactory, {"presence": "late", "noted_at": NOW}, "guest_presence_known"),
        (GuestFactory, {"presence": Presence.PRESENT}, "guest_presence_was_noted_at_a_time"),
        (GuestFactory, {"noted_at": NOW}, "guest_presence_was_noted_at_a_time"),
        (GuestFactory, {"name": ""}, "guest_has_a_name_until_erased"),
        (GuestFactory, {"forgotten_at": NOW}, "guest_has_a_name_until_erased"),
        (PracticalQuestionFactory, {"text": ""}, "practical_question_asks_something"),
        (PracticalQuestionFactory, {"kind": "essay"}, "practical_question_kind_known"),
        (PracticalAnswerFactory, {"text": ""}, "practical_answer_says_something"),
        (MaterialFactory, {"visibility": "all"}, "material_visibility_known"),
        (MaterialVersionFactory, {"size": 0}, "material_is_not_empty"),
        (MinutesFactory, {"visibility": "all"}, "minutes_visibility_known"),
        (MinutesFactory, {"shared_at": NOW}, "shared_minutes_say_something"),
        (DecisionFactory, {"text": ""}, "decision_says_something"),
        (ActionFactory, {"what": ""}, "action_says_what"),
        (ActionFactory, {"done_at": NOW}, "done_action_says_by_whom"),
        (ActionFactory, {"outcome": "It is there."}, "open_action_has_no_outcome"),
    ],
)
def test_the_database_refuses_what_must_never_be_true(factory, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        factory(**fields)


DECLINED = {"reply": Reply.DECLINED, "replied_at": NOW}


def test_whoever_sends_somebody_does_not_come_and_sends_one_person():
    other, guest = AttendanceFactory(), GuestFactory()

    for sent in ({"substitute": other}, {"guest_substitute": guest}):
        with pytest.raises(IntegrityError, match="who_sends_somebody_does_not_come"), atomic():
            AttendanceFactory(**sent)
    with pytest.raises(IntegrityError, match="one_substitute_for_a_person"), atomic():
        AttendanceFactory(**DECLINED, substitute=other, guest_substitute=guest)


@pytest.mark.parametrize(
    ("field", "factory", "constraint"),
    [
        ("substitute", AttendanceFactory, "one_person_for_a_substitute"),
        ("guest_substitute", GuestFactory, "one_person_for_a_guest_substitute"),
    ],
)
def test_nobody_comes_in_two_places(field, factory, constraint):
    sent = {**DECLINED, field: factory()}
    AttendanceFactory(**sent)

    with pytest.raises(IntegrityError, match=unique_sign(constraint, f"{field}_id")):
        AttendanceFactory(**sent)


def test_nobody_is_their_own_substitute():
    own = AttendanceFactory(**DECLINED)

    with pytest.raises(IntegrityError, match="nobody_is_their_own_substitute"):
        Attendance.objects.filter(pk=own.pk).update(substitute=own)


def test_a_done_action_names_who_did_it_and_an_open_one_nobody():
    with pytest.raises(IntegrityError, match="done_action_says_by_whom"):
        ActionFactory(done_by=UserFactory())


def test_a_series_is_listed_once_whatever_its_capitals():
    SeriesFactory(name="Workshops", slug="one")

    with pytest.raises(IntegrityError, match=unique_sign("one_series_per_name", "")):
        SeriesFactory(name="WORKSHOPS", slug="two")


@pytest.mark.parametrize(
    ("factory", "same", "constraint", "column"),
    [
        (AgendaItemFactory, ["meeting", "position"], "one_agenda_item_per_place", "position"),
        (AttendanceFactory, ["meeting", "user"], "one_attendance_per_person", "user_id"),
        (
            MaterialVersionFactory,
            ["material", "number"],
            "one_material_version_per_number",
            "number",
        ),
        (
            PracticalQuestionFactory,
            ["meeting", "position"],
            "one_practical_question_per_place",
            "position",
        ),
        (
            PracticalAnswerFactory,
            ["question", "attendance"],
            "one_practical_answer_per_person",
            "attendance_id",
        ),
        (DecisionFactory, ["meeting", "number"], "one_decision_per_number", "number"),
        (ActionFactory, ["meeting", "number"], "one_action_per_number", "number"),
    ],
)
def test_what_is_counted_is_there_once(factory, same, constraint, column):
    first = factory()

    with pytest.raises(IntegrityError, match=unique_sign(constraint, column)):
        factory(**{name: getattr(first, name) for name in same})


def test_a_zone_that_does_not_exist_is_refused():
    meeting = ScheduledMeetingFactory.build(series=SeriesFactory(), time_zone="Europe/Atlantis")

    with pytest.raises(ValidationError, match="time zone"):
        meeting.full_clean()


def test_a_month_is_to_come_while_it_lasts_and_a_meeting_until_it_ends():
    now = datetime(2026, 12, 3, 11, 0, tzinfo=UTC)  # a quarter of an hour before ENDS
    to_come = [
        ScheduledMeetingFactory(),
        MeetingFactory(held="2026-12-03"),
        MeetingFactory(held="2026-12"),
        MeetingFactory(held="2026"),
        MeetingFactory(held="2027-01"),
        MeetingFactory(held=""),
    ]
    over = [MeetingFactory(held="2026-12-02"), MeetingFactory(held="2026-11")]

    assert set(Meeting.objects.upcoming(now)) == set(to_come)
    assert list(Meeting.objects.past(now)) == over
    assert [one for one in [*to_come, *over] if one.is_over(now)] == over
    assert list(Meeting.objects.past(ENDS)) == [to_come[0], *over]
    assert Meeting.objects.upcoming(now).last().held == ""


def test_only_a_day_is_dated_and_begins():
    day, month = MeetingFactory(held="2026-12-03"), MeetingFactory(held="2026-12")

    assert list(Meeting.objects.dated(NOW.date())) == [day]
    assert month.begins_at is None
    assert not month.has_begun(ENDS)
    assert month.can_have_begun(ENDS)
    assert not month.can_have_begun(NOW)
