"""What holds when two people act at once, on PostgreSQL with real connections."""

import pytest

from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.services import (
    attending,
    materials,
    meetings,
    minutes,
    substitutes,
)
from knowledge_exchange.meetings.tests.test_materials import checked
from knowledge_exchange.models import AgendaItem, Decision
from knowledge_exchange.tests.factories import (
    BEGINS,
    NOW,
    ActionFactory,
    AttendanceFactory,
    MaterialFactory,
    MeetingFactory,
    MinutesFactory,
    ScheduledMeetingFactory,
)
from members.tests.at_once import all_at_once, refused
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox.models import Mail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_of_the_secretariat_invite_everybody_once():
    people, meeting = [UserFactory(secretariat=True) for _again in range(2)], MeetingFactory()
    RepresentativeFactory()

    outcomes = all_at_once(
        *(lambda by=by: attending.invite(meeting, by=by, now=NOW) for by in people)
    )

    assert sorted(map(len, outcomes)) == [0, 1]
    assert meeting.attendances.count() == Mail.objects.count() == 1


def test_an_answer_and_a_note_at_once_lose_nothing():
    secretariat, attendance = UserFactory(secretariat=True), AttendanceFactory()
    other = AttendanceFactory(
        meeting=ScheduledMeetingFactory(register_until=BEGINS.replace(minute=30))
    )
    presences = {other.pk: Presence.PRESENT}

    all_at_once(
        lambda: attending.reply(other, answer=Reply.ONLINE, now=BEGINS),
        lambda: attending.note(other.meeting, presences=presences, by=secretariat, now=BEGINS),
        lambda: attending.reply(attendance, answer=Reply.ON_SITE, now=NOW),
    )

    other.refresh_from_db()
    assert (other.reply, other.presence) == (Reply.ONLINE, Presence.PRESENT)


def test_a_participant_and_the_secretariat_noting_at_once_leave_the_secretariats_word():
    secretariat, own = UserFactory(secretariat=True), AttendanceFactory()
    presences = {own.pk: Presence.ABSENT}

    all_at_once(
        lambda: attending.note_own(own, present=True, now=BEGINS),
        lambda: attending.note(own.meeting, presences=presences, by=secretariat, now=BEGINS),
    )

    own.refresh_from_db()
    assert (own.presence, own.noted_by) == (Presence.ABSENT, secretariat)


def test_two_who_send_somebody_at_once_in_one_place_send_one():
    own, secretariat = AttendanceFactory(), UserFactory(secretariat=True)

    outcomes = all_at_once(
        lambda: substitutes.send(own, name="Ada", by=own.user, now=NOW),
        lambda: substitutes.send(own, name="Grace", by=secretariat, now=NOW),
    )

    own.refresh_from_db()
    assert len(refused(outcomes)) == 1
    assert list(own.meeting.guests.all()) == [own.guest_substitute]


def test_two_who_send_the_same_colleague_at_once_are_settled():
    first = AttendanceFactory()
    second = AttendanceFactory(
        meeting=first.meeting,
        representative=RepresentativeFactory(centre=first.centre, role="alternate"),
    )
    colleague = RepresentativeFactory(centre=first.centre, role="observer")

    outcomes = all_at_once(
        *(
            lambda one=one: substitutes.send(one, colleague=colleague, by=one.user, now=NOW)
            for one in (first, second)
        )
    )

    assert len(refused(outcomes)) == 1
    assert first.meeting.attendances.exclude(substitute=None).count() == 1
    assert Mail.objects.count() == 1


def test_an_answer_and_a_substitute_at_once_fit_together():
    own, secretariat = AttendanceFactory(), UserFactory(secretariat=True)

    all_at_once(
        lambda: attending.reply(own, answer=Reply.ON_SITE, now=NOW),
        lambda: substitutes.send(own, name="Ada", by=secretariat, now=NOW),
    )

    own.refresh_from_db()
    comes = own.reply == Reply.ON_SITE
    assert (own.guest_substitute is None, own.meeting.guests.count()) == (comes, 0 if comes else 1)


def test_two_changes_at_once_both_raise_the_number():
    secretariat, meeting = UserFactory(secretariat=True), ScheduledMeetingFactory()
    loaded = [type(meeting).objects.get(pk=meeting.pk) for _again in range(2)]
    loaded[0].place, loaded[1].place = "Graz", "Linz"

    all_at_once(*(lambda one=one: meetings.save(one, by=secretariat, now=NOW) for one in loaded))

    meeting.refresh_from_db()
    assert meeting.calendar_number == 2


def test_of_two_who_cancel_one_is_refused_and_one_mail_leaves():
    secretariat, attendance = UserFactory(secretariat=True), AttendanceFactory()

    outcomes = all_at_once(
        *(
            lambda: meetings.cancel(attendance.meeting, reasons="Ill.", by=secretariat, now=NOW)
            for _again in range(2)
        )
    )

    assert len(refused(outcomes)) == 1
    assert Mail.objects.count() == 1


def test_of_two_who_share_or_tick_off_one_is_refused():
    person, written, action = UserFactory(), MinutesFactory(text="Said."), ActionFactory()
    RepresentativeFactory()

    sharing = all_at_once(
        *(lambda: minutes.share(written.meeting, by=person, now=NOW) for _again in range(2))
    )
    ticking = all_at_once(
        *(lambda: minutes.tick_off(action, by=person, now=NOW) for _again in range(2))
    )

    assert len(refused(sharing)) == len(refused(ticking)) == 1
    assert Mail.objects.count() == 1


def test_rows_added_at_once_get_numbers_of_their_own():
    meeting, material, person = ScheduledMeetingFactory(), MaterialFactory(), UserFactory()
    uploads = [checked() for _again in range(2)]

    all_at_once(
        *(lambda: minutes.add(Decision(meeting=meeting, text="Yes.")) for _again in range(2)),
        *(
            lambda upload=upload: materials.add_version(material, upload=upload, by=person, now=NOW)
            for upload in uploads
        ),
        lambda: meetings.set_agenda(meeting, [AgendaItem(title="Welcome")]),
    )

    assert sorted(one.number for one in meeting.decisions.all()) == [1, 2]
    assert sorted(one.number for one in material.versions.all()) == [1, 2]


def test_beat_twice_at_once_reminds_once():
    delegate = RepresentativeFactory()
    ActionFactory(centre=delegate.centre, due_on=NOW.date())

    all_at_once(*(lambda: minutes.remind(NOW) for _again in range(2)))

    assert Mail.objects.count() == 1
