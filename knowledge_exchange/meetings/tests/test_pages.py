"""Who sees what of a meeting, and what they can press."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from knowledge_exchange.meetings.enums import Presence, Reply, Visibility
from knowledge_exchange.models import Material
from knowledge_exchange.tests.factories import (
    ENDS,
    NOW,
    ActionFactory,
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    MaterialFactory,
    MaterialVersionFactory,
    MeetingFactory,
    MinutesFactory,
    PartnerFactory,
    ScheduledMeetingFactory,
    SeriesFactory,
)
from knowledge_exchange.tests.roles import ROLES, as_role
from members.enums import RepresentativeRole
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from uploads.tests.test_pdf_checking import pdf_file, script_on_opening

pytestmark = pytest.mark.django_db
INSIDE = {"secretariat", *RepresentativeRole}
HOUR = timedelta(hours=1)


def address(name, *args):
    return reverse(f"knowledge_exchange:{name}", args=args)


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def held(**facts):
    """An hour ago, for an hour."""
    now = timezone.now().replace(microsecond=0)
    day = timezone.localdate(now).isoformat()
    times = {"starts_at": now - HOUR, "ends_at": now - HOUR / 2, "held": day}
    return ScheduledMeetingFactory(**{**times, **facts})


def to_come(**facts):
    now = timezone.now().replace(microsecond=0)
    times = {"starts_at": now + 100 * HOUR, "ends_at": now + 102 * HOUR, "held": "2999-01-01"}
    return ScheduledMeetingFactory(**{**times, **facts})


@pytest.mark.sample(3)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_of_a_public_meeting_what_is_for_it(client, role):
    meeting = to_come(public=True, chair="A. Chair")
    AgendaItemFactory(meeting=meeting, title="An item", speaker="A. Speaker")
    AttendanceFactory(meeting=meeting, representative__user__name="A. Guest")
    MaterialVersionFactory(material__meeting=meeting, material__title="Inner slides")
    shown = MaterialFactory(meeting=meeting, title="Outer slides", visibility=Visibility.PUBLIC)
    MaterialVersionFactory(material=shown)
    MinutesFactory(meeting=meeting, shared=True, text="Inner minutes")
    DecisionFactory(meeting=meeting, text="Inner decision")
    ActionFactory(meeting=meeting, what="Inner action")

    page = read(as_role(client, role), meeting.get_absolute_url())

    for words in (meeting.title, "An item", "Outer slides", "Vienna", "Europe/Vienna"):
        assert words in page
    for words in (
        "meet.example",
        "A. Chair",
        "A. Speaker",
        "A. Guest",
        "Inner slides",
        "Inner minutes",
        "Inner decision",
        "Inner action",
    ):
        assert (words in page) == (role in INSIDE), words


def test_public_minutes_are_everybodys_once_the_members_have_them_and_actions_never(client):
    meeting = held(public=True)
    minutes = MinutesFactory(meeting=meeting, text="**Said**", visibility=Visibility.PUBLIC)
    ActionFactory(meeting=meeting, what="Inner action")
    DecisionFactory(meeting=meeting, text="We go on.")

    assert "Said" not in read(client, meeting.get_absolute_url())
    minutes.shared_at = NOW
    minutes.save()

    page = read(client, meeting.get_absolute_url())
    assert "<strong>Said</strong>" in page
    assert "We go on." in page
    assert "Inner action" not in page


def test_until_they_are_sent_only_the_secretariat_sees_minutes_and_actions(client):
    meeting = held()
    MinutesFactory(meeting=meeting, text="Half written")
    action = ActionFactory(meeting=meeting, what="Inner action")

    client.force_login(RepresentativeFactory().user)
    assert "Half written" not in read(client, meeting.get_absolute_url())
    assert client.get(action.get_absolute_url()).status_code == 404
    client.force_login(UserFactory(secretariat=True))
    assert "Half written" in read(client, meeting.get_absolute_url())


def test_hostile_minutes_reach_the_page_as_words(client):
    meeting = held()
    MinutesFactory(meeting=meeting, shared=True, text="<script>alert(1)</script> ![x](http://e/x)")
    client.force_login(RepresentativeFactory().user)

    page = read(client, meeting.get_absolute_url())

    assert "<script>alert" not in page
    assert '<img src="http://e' not in page


def test_the_time_is_told_once_by_the_clocks_there_and_in_utc(client):
    meeting = ScheduledMeetingFactory(public=True)
    client.force_login(UserFactory(time_zone="Europe/Athens"))

    page = read(client, meeting.get_absolute_url())

    assert page.count("3 December 2026, 10:00–12:15 CET (09:00–11:15 UTC)") == 1
    assert "EET" not in page


def test_slots_follow_from_the_beginning_and_from_each_other(client):
    meeting = ScheduledMeetingFactory(public=True)
    for position, minutes in enumerate((15, 45, None), 1):
        AgendaItemFactory(meeting=meeting, position=position, minutes=minutes)

    page = read(client, meeting.get_absolute_url())

    for slot in ("10:00–10:15", "10:15–11:00", '<span class="slot">11:00</span>'):
        assert slot in page


def test_a_cancelled_meeting_says_so_and_why_on_its_page_and_in_the_lists(client):
    meeting = to_come(public=True, cancelled_at=NOW, cancellation_reasons="The host is ill.")

    for url in (meeting.get_absolute_url(), address("index"), address("meetings")):
        page = read(client, url)
        assert "The host is ill." in page
        assert "ancelled" in page


def test_the_list_has_what_comes_first_and_is_narrowed_to_a_series(client):
    MeetingFactory(public=True, title="Long ago", held="2021-03")
    other = SeriesFactory(slug="workshops", name="Workshops")
    to_come(public=True, title="Coming up", series=other)
    to_come(title="Not public")

    page = read(client, address("meetings"))
    assert page.index("Coming up") < page.index("Long ago")
    assert "Not public" not in page
    narrowed = read(client, address("meetings") + "?series=workshops")
    assert "Long ago" not in narrowed
    assert "Coming up" in narrowed
    assert "Long ago" in read(client, address("meetings") + "?series=x&page=y")


@pytest.mark.parametrize(("name", "queries"), [("index", 4), ("meetings", 4)])
def test_more_meetings_take_no_more_queries(client, name, queries, django_assert_num_queries):
    for number in range(23):
        MeetingFactory(public=True, held=f"20{number:02}-03")
    to_come(public=True)

    with django_assert_num_queries(queries):
        client.get(address(name))


def full(meeting, size):
    for position in range(1, size + 1):
        AgendaItemFactory(meeting=meeting, position=position)
        AttendanceFactory(meeting=meeting)
        MaterialVersionFactory(material__meeting=meeting)
        DecisionFactory(meeting=meeting)
        ActionFactory(meeting=meeting, centre=RepresentativeFactory().centre)
    return meeting


def test_a_full_meeting_takes_as_many_queries_as_a_small_one(client, django_assert_num_queries):
    client.force_login(RepresentativeFactory().user)
    for size in (1, 3):
        meeting = full(held(), size)
        MinutesFactory(meeting=meeting, shared=True)
        with django_assert_num_queries(20):  # with the number of tasks, which tests never keep
            client.get(meeting.get_absolute_url())


# --- Answering and being there ----------------------------------------------------------


def test_an_invited_person_answers_and_changes_the_answer(client):
    own = AttendanceFactory(meeting=to_come())
    client.force_login(own.user)
    url = address("answer_invitation", own.meeting.number)

    assert "You have not answered yet" in read(client, own.meeting.get_absolute_url())
    for answer in (Reply.ON_SITE, Reply.DECLINED):
        response = client.post(url, {"answer": answer})
        assert response.url == own.meeting.get_absolute_url()
        own.refresh_from_db()
        assert own.reply == answer
    assert "Cannot come" in read(client, own.meeting.get_absolute_url())


def test_a_form_without_an_answer_says_what_is_missing(client):
    own = AttendanceFactory(meeting=to_come())
    client.force_login(own.user)

    page = client.post(address("answer_invitation", own.meeting.number)).content.decode()

    assert "Do you come?: This field is required." in page


def test_after_registration_the_page_says_so_and_a_late_answer_is_refused(client):
    own = AttendanceFactory(meeting=held())
    client.force_login(own.user)
    url = address("answer_invitation", own.meeting.number)

    assert "Registration is closed" in read(client, url)
    client.post(url, {"answer": Reply.ON_SITE})
    own.refresh_from_db()
    assert own.reply == Reply.NONE


def test_a_participant_says_that_they_were_there_and_takes_it_back(client):
    own = AttendanceFactory(meeting=held())
    client.force_login(own.user)
    url = address("note_own_attendance", own.meeting.number)

    assert "I was there" in read(client, own.meeting.get_absolute_url())
    client.post(url)
    own.refresh_from_db()
    assert (own.presence, own.noted_by) == (Presence.PRESENT, own.user)
    client.post(url, {"undo": "1"})
    own.refresh_from_db()
    assert own.presence == Presence.UNKNOWN
    assert client.get(url).status_code == 405


@pytest.mark.sample(3)
@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_not_invited_answers_nothing(client, role):
    meeting = to_come(public=True)
    as_role(client, role)

    for name in ("answer_invitation", "note_own_attendance"):
        expected = 302 if role == "public" else 404
        response = client.post(address(name, meeting.number), {"answer": Reply.ON_SITE})
        assert response.status_code == expected
    assert not meeting.attendances.exists()


# --- Materials --------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_members_material_is_sent_to_members_only(client, role):
    version = MaterialVersionFactory(material__meeting=to_come(public=True))

    response = as_role(client, role).get(address("material_file", version.material_id, 1))

    assert response.status_code == (200 if role in INSIDE else 404)
    if role in INSIDE:
        assert response.getvalue().startswith(b"%PDF")


def test_a_public_material_is_everybodys_once_its_meeting_is_public(client):
    material = MaterialFactory(visibility=Visibility.PUBLIC)
    MaterialVersionFactory(material=material)
    url = address("material_file", material.pk, 1)

    assert client.get(url).status_code == 404
    material.meeting.published_at = NOW
    material.meeting.save()
    response = client.get(url)
    assert response.getvalue().startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="slides.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def upload(client, meeting, **facts):
    form = {"title": "Slides", "visibility": Visibility.MEMBERS, "file": pdf_file(), **facts}
    return client.post(address("add_material", meeting.number), form)


@pytest.mark.sample(3)
@pytest.mark.parametrize("role", ROLES)
def test_members_of_other_centres_add_no_material(client, role):
    meeting = to_come(public=True)
    as_role(client, role)

    for url in (
        address("add_material", meeting.number),
        address("add_material_version", MaterialFactory(meeting=meeting).pk),
    ):
        status = client.get(url).status_code
        expected = {"public": 302, "secretariat": 200}.get(role, 403)
        assert status == expected or (status == 404 and role not in INSIDE)


def test_an_organising_centres_delegate_adds_a_file_and_a_newer_one(client):
    delegate, meeting = RepresentativeFactory(), to_come()
    meeting.organising_centres.add(delegate.centre)
    client.force_login(delegate.user)

    name = "C:\\Users\\me\\..\\sl<i>des.pdf"
    assert upload(client, meeting, file=pdf_file(name=name)).status_code == 302
    material = Material.objects.get()
    client.post(address("add_material_version", material.pk), {"file": pdf_file()})

    newest, first = material.versions.all()
    assert (newest.number, first.name, first.by) == (2, "sl_i_des.pdf", delegate.user)
    page = read(client, meeting.get_absolute_url())
    assert "Version 1 of Slides" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"file": "a script"}, "not for the public"),
        ({"file": "no pdf"}, "is not what its name"),
        ({"file": ""}, "File: This field is required."),
        ({"title": ""}, "Title: This field is required."),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_a_word(client, facts, words):
    files = {
        "a script": lambda: pdf_file(script_on_opening),
        "no pdf": lambda: pdf_file(name="paper.png"),
    }
    facts = {name: files[value]() if value in files else value for name, value in facts.items()}
    client.force_login(UserFactory(secretariat=True))

    page = upload(client, to_come(), visibility=Visibility.PUBLIC, **facts).content.decode()

    assert words in page
    assert not Material.objects.exists()


# --- Actions ----------------------------------------------------------------------------


@pytest.mark.sample(3)
@pytest.mark.parametrize("role", ROLES)
def test_others_read_an_action_and_do_not_tick_it_off(client, role):
    action = ActionFactory(centre=RepresentativeFactory().centre)
    as_role(client, role)
    inside, secretariat = role in INSIDE, role == "secretariat"

    reading = client.get(action.get_absolute_url()).status_code
    ticking = client.post(action.get_absolute_url()).status_code
    reopening = client.post(address("reopen_action", action.pk)).status_code

    outside = 302 if role == "public" else 404
    assert reading == (200 if inside else outside)
    assert ticking == reopening == (302 if secretariat else 403 if inside else outside)


def test_the_centres_delegate_ticks_it_off_with_what_came_of_it_and_undoes_it(client):
    delegate = RepresentativeFactory()
    action = ActionFactory(centre=delegate.centre, due_on=ENDS.date())
    client.force_login(delegate.user)

    client.post(action.get_absolute_url(), {"outcome": "Sent to all."})
    action.refresh_from_db()
    assert (action.done_by, action.outcome) == (delegate.user, "Sent to all.")
    page = read(client, action.meeting.get_absolute_url())
    assert "Sent to all." in page
    assert "Open it again" in page
    again = client.post(action.get_absolute_url(), follow=True).content.decode()
    assert "This is done already." in again
    client.post(address("reopen_action", action.pk))
    action.refresh_from_db()
    assert not action.is_done


def test_a_delegate_does_not_tick_off_what_the_secretariat_is_to_do(client):
    client.force_login(RepresentativeFactory().user)

    assert client.post(ActionFactory().get_absolute_url()).status_code == 403


def test_an_agenda_of_two_days_says_which_is_which(client):
    meeting = ScheduledMeetingFactory(public=True)
    AgendaItemFactory(meeting=meeting, position=1, starts=time(14), minutes=60)
    AgendaItemFactory(meeting=meeting, position=2, starts=time(9), minutes=60)
    first = meeting.starts_there.date()

    page = read(client, address("meeting", meeting.number))

    for number, day in enumerate((first, first + timedelta(days=1)), start=1):
        assert f"Day {number}, {day:%-d %B %Y}" in page


def test_a_meeting_names_its_month_its_centres_and_its_partners(client):
    meeting = MeetingFactory(public=True, held="2021-03", place="The Hague")
    centre = CentreFactory(name="PIANOo", member=True)
    meeting.organising_centres.add(centre)
    meeting.partners.add(PartnerFactory(name="Utrecht University"))

    page = client.get(meeting.get_absolute_url()).content.decode()

    for words in ("March 2021", "The Hague", "PIANOo", "Utrecht University"):
        assert words in page
