"""In the admin: a meeting with all that belongs to it, and the acts with a page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.tests.step_pages import fields, look, press, text
from knowledge_exchange.discovery.tests.test_search import found
from knowledge_exchange.meetings.enums import Presence, Reply, Visibility
from knowledge_exchange.meetings.page_parts import meetings_of_centre, meetings_of_person
from knowledge_exchange.models import Attendance, Meeting
from knowledge_exchange.tests.factories import (
    BEGINS,
    EARLIER,
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
    PartnerFactory,
    ScheduledMeetingFactory,
    SeriesFactory,
)
from members.enums import RepresentativeRole
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from outbox.models import Mail
from tests.waiting import found as waiting_for
from traces.enums import Act
from traces.models import Trace

pytestmark = pytest.mark.django_db
INLINES = {
    "agenda": ["agenda"],
    "minutes": ["minutes", "decisions", "actions"],
    "materials": ["materials"],
}
LATER = timezone.now().replace(microsecond=0, second=0) + timedelta(days=30)
AFTER = LATER + timedelta(hours=2)
ACTS = ("publish", "invite", "cancel", "share_minutes", "attendance", "list", "edit")


@pytest.fixture
def secretariat(client):
    user = UserFactory(secretariat=True)
    client.force_login(user)
    return user


def address(act, *args, model="meeting"):
    return reverse(f"admin:knowledge_exchange_{model}_{act}", args=args)


def short_form(part, meeting):
    return f"{address('edit', meeting.pk)}?part={part}"


def rows(prefix, new, kept=()):
    """The fields of an inline: rows that are there, then new ones."""
    fields = {f"{prefix}-TOTAL_FORMS": len(kept) + len(new), f"{prefix}-INITIAL_FORMS": len(kept)}
    for number, row in enumerate([*kept, *new]):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def form(**facts):
    return {
        "series": SeriesFactory().pk,
        "number": 4,
        "title": "Market consultation",
        "time_zone": "Europe/Athens",
        "starts_at_0": "2026-12-03",
        "starts_at_1": "10:00",
        "ends_at_0": "2026-12-03",
        "ends_at_1": "12:00",
        **rows("agenda", []),
        **facts,
    }


def inlines(part, **said):
    """What a short form sends; `said` are the fields of its tables."""
    sent = {}
    for prefix in INLINES[part]:
        sent |= rows(prefix, *said.get(prefix, ([],)))
    return sent


def test_times_are_entered_and_shown_by_the_clocks_of_the_meeting(client, secretariat):
    secretariat.time_zone = "Europe/Lisbon"
    secretariat.save()

    client.post(address("add"), form())

    meeting = Meeting.objects.get()
    assert meeting.starts_at == datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
    assert meeting.held == "2026-12-03"
    assert 'value="10:00"' in text(client.get(address("edit", meeting.pk)))
    page = text(client.get(address("change", meeting.pk)))
    assert "3 December 2026, 10:00–12:00 EET (08:00–10:00 UTC)" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"ends_at_0": "", "ends_at_1": ""}, "Give both or neither."),
        ({"ends_at_1": "09:00"}, "ends after it begins"),
        ({"register_until_0": "2026-12-04", "register_until_1": "10:00"}, "Registration closes"),
        ({"time_zone": "Europe/Atlantis"}, "Select a valid choice"),
        # the clocks skip this hour on the last Sunday of March
        ({"starts_at_0": "2027-03-28", "starts_at_1": "03:30"}, "interpreted in time zone"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(client, secretariat, facts, words):
    page = client.post(address("add"), form(**facts)).content.decode()

    assert words in page
    assert not Meeting.objects.exists()


def test_a_change_raises_the_calendars_number_and_saving_unchanged_does_not(client, secretariat):
    client.post(address("add"), form())
    meeting = Meeting.objects.get()

    client.post(address("edit", meeting.pk), form())
    meeting.refresh_from_db()
    assert meeting.calendar_number == 0
    client.post(address("edit", meeting.pk), form(ends_at_1="13:00"))
    meeting.refresh_from_db()
    assert meeting.calendar_number == 1


def test_a_change_shows_the_mail_to_the_invited_before_it_is_kept(client, secretariat):
    meeting = ScheduledMeetingFactory(starts_at=LATER, ends_at=LATER + timedelta(hours=2))
    invited = RepresentativeFactory()
    AttendanceFactory(meeting=meeting, user=invited.user, centre=invited.centre)
    change = address("edit", meeting.pk)
    typed = {**fields(client.get(change), having="place"), "place": "Athens", "title": "Renamed"}

    shown = client.post(change, typed)

    meeting.refresh_from_db()
    assert (meeting.place == "Athens", Mail.objects.count()) == (False, 0)
    assert "Nothing is saved yet. 1 person who is invited gets the email below" in text(shown)
    assert f"To: {invited.user}" in text(shown)
    kept = fields(shown, having="place")
    assert (kept["place"], kept["title"]) == (["Athens"], ["Renamed"])
    other = client.post(change, {**kept, "place": "Thessaloniki"})
    assert "Nothing is saved yet." in text(other)  # the letter reads otherwise by now
    done = client.post(change, kept, follow=True)
    meeting.refresh_from_db()
    assert (meeting.place, meeting.title) == ("Athens", "Renamed")
    assert Mail.objects.get().user == invited.user
    assert "1 person who is invited is told of the change by email." in text(done)


def test_a_change_that_nobody_is_told_of_is_kept_at_once(client, secretariat):
    client.post(address("add"), form())
    meeting = Meeting.objects.get()
    invited = RepresentativeFactory()
    AttendanceFactory(meeting=meeting, user=invited.user, centre=invited.centre)
    change = address("edit", meeting.pk)
    typed = {**fields(client.get(change), having="place"), "title": "Renamed"}

    done = client.post(change, typed, follow=True)

    meeting.refresh_from_db()
    assert meeting.title == "Renamed"
    assert "told of the change" not in text(done)
    assert not Mail.objects.exists()


def test_agenda_minutes_decisions_and_actions_have_short_forms_of_their_own(client, secretariat):
    meeting = ScheduledMeetingFactory()
    agenda = [{"place": 2, "title": "Second"}, {"place": 1, "title": "First"}, {"title": "Last"}]
    said = {
        "minutes": ([{"text": "All was said.", "visibility": "members"}],),
        "decisions": ([{"text": "We go on."}, {"text": "We meet again."}],),
        "actions": ([{"what": "Collect", "due_on": "2026-12-24"}],),
    }

    client.post(short_form("agenda", meeting), inlines("agenda", agenda=(agenda,)))
    response = client.post(short_form("minutes", meeting), inlines("minutes", **said))

    assert response.url == address("change", meeting.pk)
    assert [item.title for item in meeting.agenda.all()] == ["First", "Second", "Last"]
    assert meeting.minutes.text == "All was said."
    assert [one.number for one in meeting.decisions.all()] == [1, 2]
    action = meeting.actions.get()
    assert (action.number, action.due_on, action.centre) == (1, date(2026, 12, 24), None)


def test_organisers_are_found_at_once_by_their_present_names(client, secretariat):
    meeting, partner = ScheduledMeetingFactory(published_at=EARLIER), PartnerFactory(name="Utrecht")
    organisers = {
        "organising_centres": [CentreFactory(name="PIANOo").pk],
        "partners": [partner.pk],
    }

    client.post(address("edit", meeting.pk), form(**organisers))
    assert found("pianoo utrecht") == [meeting]

    client.post(address("change", partner.pk, model="partner"), {"name": "Rotterdam"})
    assert (found("utrecht"), found("rotterdam")) == ([], [meeting])


def test_two_items_change_places_and_one_is_taken_out(client, secretariat):
    meeting = ScheduledMeetingFactory()
    kept = [
        AgendaItemFactory(meeting=meeting, position=place, title=str(place)) for place in (1, 2, 3)
    ]
    wanted = [
        {"id": item.pk, "meeting": meeting.pk, "title": item.title, "place": 4 - item.position}
        for item in kept
    ]
    wanted[1]["DELETE"] = "on"

    client.post(short_form("agenda", meeting), inlines("agenda", agenda=([], wanted)))

    assert [(one.position, one.title) for one in meeting.agenda.all()] == [(1, "3"), (2, "1")]


def test_a_decision_is_erased_until_the_members_have_the_minutes(client, secretariat):
    decision = DecisionFactory()
    minutes = MinutesFactory(meeting=decision.meeting, text="All was said.")
    row = {"id": decision.pk, "meeting": decision.meeting_id, "text": "We go on.", "DELETE": "on"}
    kept = {"id": minutes.pk, "meeting": decision.meeting_id, "text": "All was said."}
    kept["visibility"] = "members"
    sent = inlines("minutes", decisions=([], [row]), minutes=([], [kept]))
    url = short_form("minutes", decision.meeting)

    minutes.shared_at = NOW
    minutes.save()
    client.post(url, sent)
    assert decision.meeting.decisions.exists()
    minutes.shared_at = None
    minutes.save()
    client.post(url, sent)
    assert not decision.meeting.decisions.exists()


def test_what_acts_is_not_shown_to_the_public_by_the_admin_either(client, secretariat):
    material = MaterialFactory()
    MaterialVersionFactory(material=material, has_active_content=True)
    row = {
        "id": material.pk,
        "meeting": material.meeting_id,
        "title": "Slides",
        "visibility": Visibility.PUBLIC,
    }
    sent = inlines("materials", materials=([], [row]))

    page = client.post(short_form("materials", material.meeting), sent).content.decode()

    assert "not for the public" in page
    material.refresh_from_db()
    assert not material.is_public


# --- Acts -------------------------------------------------------------------------------


def test_the_invited_are_chosen_from_all_who_represent_a_member(client, secretariat):
    meeting = ScheduledMeetingFactory(
        starts_at=BEGINS + timedelta(days=9999), ends_at=BEGINS + timedelta(days=10000)
    )
    chosen, other = RepresentativeFactory(), RepresentativeFactory()

    page = client.get(address("invite", meeting.pk)).content.decode()
    assert page.count("checked") == 2
    press(client, address("invite", meeting.pk), representatives=[chosen.pk])

    assert Attendance.objects.get().user == chosen.user
    assert Mail.objects.get().user == chosen.user
    again = client.get(address("invite", meeting.pk)).content.decode()
    assert str(other.user) in again
    assert str(chosen.user) not in again


def test_cancelling_shows_who_is_told_and_asks_for_reasons(client, secretariat):
    day = timezone.now() + timedelta(days=9)
    meeting = ScheduledMeetingFactory(starts_at=day, ends_at=day + timedelta(hours=1))
    coming = AttendanceFactory(meeting=meeting)
    declined = AttendanceFactory(meeting=meeting, reply=Reply.DECLINED, replied_at=NOW)
    url = address("cancel", meeting.pk)

    page = client.get(url).content.decode()
    assert str(coming.user) in page
    assert f"{declined.user}, " not in page
    assert "This field is required" in press(client, url).content.decode()
    press(client, url, reasons="The host is ill.")

    meeting.refresh_from_db()
    assert meeting.cancellation_reasons == "The host is ill."
    assert client.get(url, follow=True).content.decode().count("already cancelled") == 1


def test_the_whole_list_is_noted_on_one_page(client, secretariat):
    meeting = MeetingFactory(held="2021-03")
    one, two = (AttendanceFactory(meeting=meeting) for _again in range(2))
    url = address("attendance", meeting.pk)

    assert str(one.user) in client.get(url).content.decode()
    client.post(url, {f"person-{one.pk}": "present", f"person-{two.pk}": "absent"})

    found = dict(meeting.attendances.values_list("pk", "presence"))
    assert found == {one.pk: Presence.PRESENT, two.pk: Presence.ABSENT}
    assert "This field is required" in client.post(url, {}).content.decode()


def test_all_who_said_yes_are_noted_with_one_button(client, secretariat):
    meeting = MeetingFactory(held="2021-03")
    coming = AttendanceFactory(meeting=meeting, reply=Reply.ONLINE, replied_at=NOW)
    guest = GuestFactory(meeting=meeting)
    page = text(client.get(address("change", meeting.pk)))
    assert "All who said they come were there" in page

    url = address("attendance", meeting.pk)
    shown = client.post(url, {"as_answered": "1"}, follow=True)

    assert "2 people are noted as present" in text(shown)
    coming.refresh_from_db()
    assert coming.presence == Presence.PRESENT
    client.post(url, {f"person-{coming.pk}": "absent", f"guest-{guest.pk}": "present"})
    coming.refresh_from_db()
    assert coming.presence == Presence.ABSENT


def test_the_page_has_the_people_the_next_step_and_short_forms(client, secretariat):
    guest = GuestFactory(meeting=MeetingFactory(held="2021-03", public=True), practical="Vegan")

    page = text(client.get(address("change", guest.meeting_id)))

    assert "Note who was there. Write the minutes. Nobody has begun a paper" in page
    assert reverse("admin:knowledge_exchange_meeting_guest", args=[guest.meeting_id, guest.pk])
    assert short_form("minutes", guest.meeting) in page
    assert "Vegan" not in page
    assert "Vegan" in text(client.get(address("list", guest.meeting_id)))


def test_guests_are_entered_corrected_and_taken_off_by_pages(client, secretariat):
    meeting = MeetingFactory(held="2999-03")

    press(client, address("step", meeting.pk, "add-guest"), name="Ada", comes_as="observer")
    guest = meeting.guests.get()
    url = address("guest", meeting.pk, guest.pk)
    client.post(url, {"name": "Ada Example", "comes_as": "speaker"})
    guest.refresh_from_db()
    assert (guest.name, guest.comes_as) == ("Ada Example", "speaker")
    client.post(url, {"remove": "1"})
    assert not meeting.guests.exists()


def test_questions_and_substitutes_are_entered_by_steps(client, secretariat):
    own = AttendanceFactory(meeting=ScheduledMeetingFactory(starts_at=LATER, ends_at=AFTER))
    meeting = own.meeting
    asked = {"text-1": "Your diet?"}

    press(client, address("step", meeting.pk, "questions"), **asked)
    press(client, address("step", meeting.pk, "send-substitute"), attendance=own.pk, name="Ada")

    assert [one.text for one in meeting.practical_questions.all()] == ["Your diet?"]
    own.refresh_from_db()
    assert str(own.guest_substitute) == "Ada"
    press(client, address("step", meeting.pk, "take-substitute-back"), attendance=own.pk)
    own.refresh_from_db()
    assert own.comes_instead is None


def test_the_list_is_taken_away_as_a_file_and_leaves_a_trace(client, secretariat):
    own = AttendanceFactory(reply=Reply.ON_SITE, replied_at=NOW)

    answer = client.get(address("list_file", own.meeting_id, "csv"))

    assert str(own.user) in b"".join(answer.streaming_content).decode()
    assert Trace.objects.filter(what=Act.EXPORTED, about_key=str(own.meeting_id)).exists()


def test_pages_of_a_centre_and_a_person_have_their_meetings():
    own = AttendanceFactory()
    organised = MeetingFactory(held="2020")
    organised.organising_centres.add(own.centre)
    AttendanceFactory()

    assert meetings_of_centre(own.centre)["meetings"] == [
        (own.meeting, [own], False),
        (organised, [], True),
    ]
    assert list(meetings_of_person(own.user)["attendances"]) == [own]


def test_attendance_before_the_beginning_is_refused_with_a_word(client, secretariat):
    attendance = AttendanceFactory(meeting=MeetingFactory(held="2999-03"))
    said = {f"person-{attendance.pk}": "present"}

    page = client.post(address("attendance", attendance.meeting_id), said, follow=True)

    assert "from the beginning of the meeting on" in page.content.decode()


def test_minutes_are_sent_by_a_page_that_shows_to_whom(client, secretariat):
    reader, minutes = RepresentativeFactory(), MinutesFactory(text="All was said.")
    url = address("share_minutes", minutes.meeting_id)

    assert str(reader.user) in text(look(client, url, to="members"))
    press(client, url, to="members")

    minutes.refresh_from_db()
    assert minutes.is_shared
    assert Mail.objects.get().user == reader.user


@pytest.mark.parametrize("role", ["staff without rights", *RepresentativeRole, "public"])
def test_nobody_else_gets_at_meetings_in_the_admin(client, role):
    meeting = ScheduledMeetingFactory()
    AttendanceFactory(meeting=meeting)
    if role == "staff without rights":
        client.force_login(UserFactory(staff=True))
    elif role != "public":
        client.force_login(RepresentativeFactory(role=role).user)

    for act in ("change", *ACTS):
        response = client.post(address(act, meeting.pk), {"reasons": "x"})
        assert response.status_code in (302, 403)
    for url in (address("changelist"), address("changelist", model="action")):
        assert client.get(url).status_code in (302, 403)
    meeting.refresh_from_db()
    assert (meeting.is_cancelled, meeting.is_public) == (False, False)
    assert not Mail.objects.exists()


def test_nothing_with_a_history_is_deleted(client, secretariat):
    action = ActionFactory()

    assert client.get(address("delete", action.meeting_id)).status_code == 403
    assert client.get(address("delete", action.pk, model="action")).status_code == 403
    assert client.get(address("add", model="action")).status_code == 403


# --- The desk, and what it costs --------------------------------------------------------


def test_the_desk_counts_what_is_left_after_meetings_and_leads_to_it(client, secretariat):
    noted = AttendanceFactory(
        meeting=MeetingFactory(held="2026-03"), presence=Presence.PRESENT, noted_at=NOW
    )
    waiting = AttendanceFactory(meeting=MeetingFactory(held="2026-02", title="Not noted"))
    MinutesFactory(meeting=waiting.meeting, shared=True)
    MeetingFactory(held="2021-03", title="Nobody was invited here")
    AttendanceFactory()  # to come
    owed = {"centre": CentreFactory(), "due_on": date(2026, 10, 1)}
    overdue = ActionFactory(meeting=waiting.meeting, **owed, what="Late")
    ActionFactory(meeting=waiting.meeting, due_on=date(2999, 1, 1), what="In time")

    found = waiting_for(secretariat, NOW)

    for label, title in (
        ("Attendance to note", waiting.meeting.title),
        ("Minutes to send", noted.meeting.title),
        ("Actions overdue", overdue.what),
    ):
        assert found[label].count == 1, label
        page = client.get(found[label].page).content.decode()
        assert title in page
        assert "Nobody was invited here" not in page
        assert "In time" not in page


def test_the_desk_leads_to_the_meetings_that_are_not_public_yet(client, secretariat):
    MeetingFactory(title="Not yet")
    MeetingFactory(title="Shown to all", public=True)

    rows = waiting_for(secretariat, NOW)

    assert rows["Meetings not yet public"].count == 1
    page = client.get(rows["Meetings not yet public"].page).content.decode()
    assert "Not yet" in page
    assert "Shown to all" not in page


def test_lists_and_a_full_meeting_take_the_same_queries_at_any_length(
    client, secretariat, django_assert_max_num_queries
):
    def add():
        meeting = MinutesFactory().meeting
        for _again in range(4):
            AgendaItemFactory(meeting=meeting)
            DecisionFactory(meeting=meeting)
            ActionFactory(meeting=meeting, centre=RepresentativeFactory().centre)
            AttendanceFactory(meeting=meeting)
            GuestFactory(meeting=meeting)
            MaterialVersionFactory(material__meeting=meeting)
        return meeting

    meetings = [add() for _again in range(3)]
    for most, url in (
        (10, address("changelist")),
        (10, address("changelist", model="action")),
        (7, address("attendance", meetings[0].pk)),
        (9, address("list", meetings[0].pk)),
        (26, address("change", meetings[0].pk)),
        (18, short_form("minutes", meetings[0])),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_a_meeting_is_entered_with_a_month_and_made_public_by_a_button(client, secretariat):
    form = {
        "series": SeriesFactory().pk,
        "number": 4,
        "title": "Market consultation",
        "held": "2026-10",
        "time_zone": "Europe/Brussels",
        "agenda-TOTAL_FORMS": 0,
        "agenda-INITIAL_FORMS": 0,
    }

    client.post(address("add"), form)
    meeting = Meeting.objects.get()
    assert not meeting.is_public
    page = client.get(address("publish", meeting.pk)).content.decode()
    assert meeting.get_absolute_url() in page
    press(client, address("publish", meeting.pk))

    meeting.refresh_from_db()
    assert (meeting.held, meeting.is_public) == ("2026-10", True)
