"""Guests, people who were not invited, substitutes, and practical questions."""

from datetime import timedelta

import pytest

from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange.meetings import participants
from knowledge_exchange.meetings.enums import AnswerKind, MinutesTo, Presence, Reply
from knowledge_exchange.meetings.services import (
    attending,
    guests,
    minutes,
    practical,
    substitutes,
)
from knowledge_exchange.models import Guest, Meeting, PracticalAnswer
from knowledge_exchange.tests.factories import (
    BEGINS,
    ENDS,
    NOW,
    AttendanceFactory,
    GuestFactory,
    MeetingFactory,
    MinutesFactory,
    PracticalAnswerFactory,
    PracticalQuestionFactory,
    ScheduledMeetingFactory,
)
from members.models import Representative
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from outbox import kinds
from outbox.models import Mail

pytestmark = pytest.mark.django_db
COMES = {"reply": Reply.ON_SITE, "replied_at": NOW}
DECLINED = {"reply": Reply.DECLINED, "replied_at": NOW}
GUEST = {"name": "Ada", "organisation": "Ministry", "comes_as": "observer"}


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


def presence_of(meeting):
    noted = [*meeting.attendances.order_by("pk"), *meeting.guests.order_by("pk")]
    return [one.presence for one in noted]


# --- Who was there ----------------------------------------------------------------------


def test_all_who_said_yes_were_there_at_once_and_what_was_noted_stays(secretariat):
    meeting = ScheduledMeetingFactory()
    AttendanceFactory(meeting=meeting, **COMES)
    AttendanceFactory(meeting=meeting)
    AttendanceFactory(meeting=meeting, **DECLINED)
    noted = {"presence": Presence.ABSENT, "noted_at": NOW}
    AttendanceFactory(meeting=meeting, **COMES, **noted)
    GuestFactory(meeting=meeting)

    assert attending.note_as_answered(meeting, by=secretariat, now=ENDS) == 2

    assert presence_of(meeting) == ["present", "absent", "absent", "absent", "present"]
    assert attending.note_as_answered(meeting, by=secretariat, now=ENDS) == 0


def test_nothing_is_noted_before_the_beginning(secretariat):
    meeting = AttendanceFactory(**COMES).meeting
    before = {"by": secretariat, "now": BEGINS - timedelta(seconds=1)}

    with pytest.raises(Refused, match="from the beginning"):
        attending.note_as_answered(meeting, **before)
    with pytest.raises(Refused, match="from the beginning"):
        attending.add_present(meeting, people=[secretariat], **before)


def test_whoever_was_there_uninvited_is_on_the_list_without_a_letter(secretariat):
    invited = AttendanceFactory()
    other, stranger = RepresentativeFactory(), UserFactory()
    people = [other.user, stranger, invited.user]

    added = attending.add_present(invited.meeting, people=people, by=secretariat, now=ENDS)

    assert {(one.user, one.centre, one.invited_at) for one in added} == {
        (other.user, other.centre, None),
        (stranger, None, None),
    }
    assert {one.presence for one in added} == {Presence.PRESENT}
    assert not Mail.objects.exists()


def test_whoever_declined_is_not_awaited_and_guests_are():
    declined = AttendanceFactory(meeting=MeetingFactory(held="2026-03"), **DECLINED)
    assert not Meeting.objects.over_and_not_noted(NOW)

    GuestFactory(meeting=declined.meeting)
    assert list(Meeting.objects.over_and_not_noted(NOW)) == [declined.meeting]


# --- Guests -----------------------------------------------------------------------------


def test_a_guest_is_expected_before_the_meeting_and_was_there_afterwards(secretariat):
    meeting = ScheduledMeetingFactory()

    before = guests.add(meeting, **GUEST, by=secretariat, now=NOW)
    after = guests.add(meeting, **GUEST, by=secretariat, now=ENDS)

    assert (before.presence, after.presence) == (Presence.UNKNOWN, Presence.PRESENT)
    guests.remove(before)
    assert list(meeting.guests.all()) == [after]


def test_the_name_of_a_guest_goes_two_years_after_the_meeting_and_the_number_stays(secretariat):
    guest = GuestFactory(organisation="Ministry", practical="Vegan")
    soon, late = ENDS + guests.KEPT - timedelta(days=1), ENDS + guests.KEPT

    assert guests.forget(soon) == 0
    assert [guests.forget(late), guests.forget(late)] == [1, 0]

    guest.refresh_from_db()
    assert (guest.name, guest.organisation, guest.practical) == ("", "", "")
    assert str(guest) == "name erased"
    with pytest.raises(Refused, match="erased"):
        guests.correct(guest, **GUEST)


def test_the_public_reads_nothing_of_guests(client):
    guest = GuestFactory(meeting=ScheduledMeetingFactory(public=True))
    url = guest.meeting.get_absolute_url()

    assert guest.name not in client.get(url).content.decode()
    client.force_login(RepresentativeFactory().user)
    assert guest.name in client.get(url).content.decode()


# --- Substitutes ------------------------------------------------------------------------


def test_a_colleague_is_invited_in_the_place_of_whoever_cannot_come():
    own = AttendanceFactory(**COMES)
    colleague = RepresentativeFactory(centre=own.centre, role="observer")

    sent = substitutes.send(own, colleague=colleague, by=own.user, now=NOW)

    assert (sent.reply, sent.substitute.user) == (Reply.DECLINED, colleague.user)
    assert (sent.substitute.invited_at, sent.substitute.reply) == (NOW, Reply.NONE)
    mail = Mail.objects.get()
    assert mail.user == colleague.user
    assert f"{own.user} cannot come" in kinds.compose(mail, NOW).text
    substitutes.take_back(own)
    assert kinds.compose(mail, NOW) is None


def test_only_a_colleague_who_has_not_answered_stands_in(secretariat):
    own = AttendanceFactory()
    coming = RepresentativeFactory(centre=own.centre, role="observer")
    AttendanceFactory(meeting=own.meeting, representative=coming, **COMES)
    stranger = RepresentativeFactory(centre=CentreFactory())

    assert not substitutes.colleagues_of(own, NOW)
    for representative in (stranger, coming):
        with pytest.raises(Refused, match="same centre"):
            substitutes.send(own, colleague=representative, by=secretariat, now=NOW)


def test_somebody_without_a_sign_in_stands_in_until_the_person_comes_after_all():
    own = AttendanceFactory()

    sent = substitutes.send(own, name="Ada", organisation="Ministry", by=own.user, now=NOW)
    assert str(sent.guest_substitute) == "Ada"
    with pytest.raises(Refused, match="in this place already"):
        substitutes.send(own, name="Grace", by=own.user, now=NOW)
    back = attending.reply(own, answer=Reply.ON_SITE, now=NOW)

    assert (back.reply, back.comes_instead) == (Reply.ON_SITE, None)
    assert not Guest.objects.exists()


def test_after_registration_only_the_secretariat_sends_somebody(secretariat):
    own = AttendanceFactory()

    with pytest.raises(Refused, match="closed"):
        substitutes.send(own, name="Ada", by=own.user, now=BEGINS)
    sent = substitutes.send(own, name="Ada", by=secretariat, now=BEGINS)

    assert sent.guest_substitute.presence == Presence.PRESENT
    with pytest.raises(Refused, match="noted already"):
        substitutes.take_back(own)


def test_whoever_has_left_the_centre_sends_nobody_in_its_name(secretariat):
    role = RepresentativeFactory()
    own = AttendanceFactory(representative=role)
    colleague = RepresentativeFactory(centre=own.centre, role="observer")
    Representative.objects.filter(pk=role.pk).update(valid_until=network_day(NOW))

    for instead in ({"name": "Ada"}, {"colleague": colleague}):
        with pytest.raises(Refused, match="act for this centre any more"):
            substitutes.send(own, **instead, by=own.user, now=NOW)
    assert substitutes.send(own, name="Ada", by=secretariat, now=NOW).guest_substitute


def test_whoever_was_there_sends_nobody(secretariat):
    own = AttendanceFactory(presence=Presence.PRESENT, noted_at=ENDS)

    with pytest.raises(Refused, match="there themself"):
        substitutes.send(own, name="Ada", by=secretariat, now=ENDS)


def test_a_person_sends_somebody_by_the_page(client):
    day = NOW + timedelta(days=9999)
    own = AttendanceFactory(
        meeting=ScheduledMeetingFactory(starts_at=day, ends_at=day + timedelta(hours=1))
    )
    client.force_login(own.user)
    url = f"{own.meeting.get_absolute_url()}substitute/"

    assert "one person comes in a place" in client.post(url, {}).content.decode()
    client.post(url, {"name": "Ada", "organisation": "Ministry"})

    own.refresh_from_db()
    assert own.guest_substitute.added_by == own.user
    assert "Ada comes instead" in " ".join(
        client.get(own.meeting.get_absolute_url()).content.decode().split()
    )


# --- Practical questions ----------------------------------------------------------------


def test_questions_keep_their_answers_while_their_words_stay(secretariat):
    meeting = ScheduledMeetingFactory()
    diet, dinner = ("Your diet?", AnswerKind.WORDS), ("Do you dine with us?", AnswerKind.YES_NO)
    asked = practical.set_questions(meeting, questions=[diet, dinner], by=secretariat, now=NOW)
    for question in asked:
        PracticalAnswerFactory(question=question, text="no")

    again = practical.set_questions(meeting, questions=[dinner], by=secretariat, now=NOW)

    assert [(one.text, one.position) for one in again] == [(dinner[0], 1)]
    assert [answer.question for answer in PracticalAnswer.objects.all()] == [asked[1]]


def test_questions_are_few_differ_and_are_asked_before_the_meeting(secretariat):
    meeting, ask = ScheduledMeetingFactory(), ("Your diet?", AnswerKind.WORDS)
    many = [(f"Question {number}?", AnswerKind.WORDS) for number in range(6)]

    for questions, now, words in (
        (many, NOW, "At most 5"),
        ([ask, ask], NOW, "twice"),
        ([ask], ENDS, "over"),
    ):
        with pytest.raises(Refused, match=words):
            practical.set_questions(meeting, questions=questions, by=secretariat, now=now)


def test_answers_come_with_the_reply_and_go_when_the_person_does_not_come():
    question, foreign = PracticalQuestionFactory(), PracticalQuestionFactory()
    own = AttendanceFactory(meeting=question.meeting)
    said = {question.pk: "Vegan", foreign.pk: "Lost"}

    attending.reply(own, answer=Reply.ON_SITE, practical_answers=said, now=NOW)
    assert [one.text for one in PracticalAnswer.objects.all()] == ["Vegan"]
    attending.reply(own, answer=Reply.ONLINE, practical_answers={question.pk: ""}, now=NOW)
    assert not PracticalAnswer.objects.exists()
    attending.reply(own, answer=Reply.ON_SITE, practical_answers=said, now=NOW)
    attending.reply(own, answer=Reply.DECLINED, practical_answers=said, now=NOW)
    assert not PracticalAnswer.objects.exists()


def test_what_was_to_prepare_goes_two_weeks_after_the_meeting():
    answer = PracticalAnswerFactory()
    guest = GuestFactory(meeting=answer.question.meeting, practical="Wheelchair")
    kept, over = ENDS + timedelta(days=13), ENDS + timedelta(days=14)

    assert (practical.forget_answers(kept), practical.forget_needs(kept)) == (0, 0)
    assert (practical.forget_answers(over), practical.forget_needs(over)) == (1, 1)

    guest.refresh_from_db()
    assert (guest.name != "", guest.practical) == (True, "")


def test_a_colleague_does_not_read_what_somebody_answered(client):
    answer = PracticalAnswerFactory(question__meeting__public=True)
    client.force_login(RepresentativeFactory().user)

    page = client.get(answer.question.meeting.get_absolute_url()).content.decode()

    assert answer.text not in page


# --- The list to print, and the file ----------------------------------------------------


def test_the_list_has_who_comes_by_name_and_what_to_prepare(secretariat):
    question = PracticalQuestionFactory(kind=AnswerKind.YES_NO, text="Dinner?")
    meeting = question.meeting
    own = AttendanceFactory(meeting=meeting, representative__user__name="Zoe", **COMES)
    PracticalAnswerFactory(question=question, attendance=own, text="yes")
    gone = AttendanceFactory(meeting=meeting, representative__user__name="Bob")
    substitutes.send(gone, name="Ada", organisation="Ministry", by=secretariat, now=NOW)

    heading, *lines = participants.table(meeting)

    column = {name: list(heading).index(name) for name in ("Name", "In the place of", "Dinner?")}
    assert [[line[at] for at in column.values()] for line in lines] == [
        ["Ada", "Bob", ""],
        ["Zoe", "", "Yes"],
    ]
    people = participants.participants(meeting)
    assert participants.numbers(people) == [
        "2 invited",
        "1 guest",
        "2 come",
        "1 cannot come",
    ]


# --- Minutes ----------------------------------------------------------------------------


def test_minutes_go_out_also_when_nobody_was_invited():
    reader, written = RepresentativeFactory(), MinutesFactory(text="All was said.")
    Meeting.objects.update(held="2026-03", starts_at=None, ends_at=None)
    assert list(Meeting.objects.over_and_without_minutes(NOW)) == [written.meeting]

    minutes.share(written.meeting, by=UserFactory(), now=NOW)

    assert Mail.objects.get().user == reader.user
    assert not Meeting.objects.over_and_without_minutes(NOW)


def test_minutes_go_to_those_who_were_there_if_that_is_chosen():
    RepresentativeFactory()
    written = MinutesFactory(text="All was said.")
    with pytest.raises(Refused, match="Nobody with a sign-in"):
        minutes.share(written.meeting, to=MinutesTo.PRESENT, by=UserFactory(), now=ENDS)
    there = AttendanceFactory(meeting=written.meeting, presence=Presence.PRESENT, noted_at=ENDS)
    AttendanceFactory(meeting=written.meeting)

    minutes.share(written.meeting, to=MinutesTo.PRESENT, by=UserFactory(), now=ENDS)

    assert Mail.objects.get().user == there.user
