"""All histories in one order of time: pages, filters, names, the file, and who reads it."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse
from django.utils import timezone

from common.spreadsheets import BYTE_ORDER_MARK
from members.enums import SignInChange
from members.models import Centre, SignInEvent, User
from members.tests.factories import NOW, ApplicationFactory, CentreFactory, UserFactory
from proposals.services import note_act_alone
from traces import timeline
from traces.admin import TraceQuery
from traces.enums import Act
from traces.models import Trace
from traces.services import note
from traces.timeline import Asked

pytestmark = pytest.mark.django_db
LIST = "admin:traces_trace_changelist"


@pytest.fixture
def quiet(db):
    """Nothing has happened yet but what the test does."""
    [person] = User.objects.bulk_create([UserFactory.build(name="Dora Delegate")])
    [centre] = Centre.objects.bulk_create([CentreFactory.build(name="First centre")])
    return person, centre


def whats(page):
    return [line.what for line in page.lines]


@pytest.fixture
def four_sources(quiet):
    person, centre = quiet
    note(Act.EXPORTED, by=person, about=centre, words="list.csv", now=NOW)
    SignInEvent.objects.create(
        user=person, what=SignInChange.LOCKED, at=NOW + timedelta(hours=1), reason="Lost"
    )
    note_act_alone(centre, "Changed by a form.", by=person, now=NOW + timedelta(hours=2))
    LogEntry.objects.log_actions(person.pk, [centre], CHANGE, "Noted.")
    LogEntry.objects.update(action_time=NOW + timedelta(hours=3))
    return person, centre


IN_ORDER = ["In the admin: change", "By one person alone", "Locked", "Exported"]


def test_histories_of_four_tables_stand_in_one_order_of_time(four_sources):
    assert whats(timeline.page(Asked(), size=10)) == IN_ORDER


def test_pages_lead_on_and_back_without_leaving_a_line_out(four_sources):
    first = timeline.page(Asked(), size=2)
    second = timeline.page(Asked(), older=first.older, size=2)
    back = timeline.page(Asked(), newer=second.newer, size=2)

    assert whats(first) + whats(second) == IN_ORDER
    assert (first.newer, second.older) == ("", "")
    assert whats(back) == whats(first)


def test_lines_of_one_instant_are_each_shown_once(quiet):
    person, centre = quiet
    for number in range(5):
        note(Act.EXPORTED, by=person, words=str(number), now=NOW)
        note_act_alone(centre, str(number), by=person, now=NOW)

    seen, edge = [], ""
    while True:
        page = timeline.page(Asked(), older=edge, size=3)
        seen += [(line.what, line.words) for line in page.lines]
        if not (edge := page.older):
            break
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "traces"}, ["Exported"]),
        ({"kind": "traces:exported"}, ["Exported"]),
        ({"kind": "traces:rights"}, []),
        ({"kind": "sign-in:locked"}, ["Locked"]),
        ({"since": NOW + timedelta(hours=1), "until": NOW + timedelta(hours=3)}, IN_ORDER[1:3]),
        ({"text": "list.csv"}, ["Exported"]),
        ({"text": "dora"}, [IN_ORDER[0], IN_ORDER[1], "Locked", "Exported"]),
        ({"text": "nothing like it"}, []),
        ({"about": ("members.centre", "no number")}, []),
    ],
)
def test_the_page_is_narrowed_by_kind_days_and_words(four_sources, asked, expected):
    assert whats(timeline.page(Asked(**asked), size=10)) == expected


def test_a_day_is_looked_through_from_its_midnight_to_the_next():
    asked = TraceQuery({"since": "2026-12-01", "until": "2026-12-01"}).asked

    assert asked.since == datetime(2026, 11, 30, 23, tzinfo=UTC)  # in Brussels
    assert asked.until == datetime(2026, 12, 1, 23, tzinfo=UTC)


def test_a_number_that_no_row_can_have_finds_nothing(four_sources):
    asked = Asked(about=("members.centre", str(2**63)))

    assert whats(timeline.page(asked, size=10)) == []
    assert timeline.named(asked) == f"#{2**63}"
    query = TraceQuery({"person": 2**63, "until": "9999-12-31", "about": f"x.y:{2**63}"})
    assert query.asked == Asked()  # passed over, as every entry that does not fit


def test_the_page_is_narrowed_to_a_person_or_an_object(four_sources):
    person, centre = four_sources
    of_centre = Asked(about=("members.centre", str(centre.pk)))

    assert whats(timeline.page(Asked(person=person.pk), size=10)) == IN_ORDER
    assert whats(timeline.page(Asked(person=person.pk + 1), size=10)) == []
    assert whats(timeline.page(of_centre, size=10)) == [IN_ORDER[0], IN_ORDER[1], "Exported"]
    assert timeline.named(of_centre) == str(centre)


def test_a_page_costs_as_much_with_many_lines_as_with_one(
    quiet, django_assert_num_queries, django_assert_max_num_queries
):
    person, centre = quiet

    def lines(count):
        for number in range(count):
            one = UserFactory()
            note(Act.EXPORTED, by=one, about=CentreFactory(), words=str(number), now=NOW)

    lines(2)
    with django_assert_max_num_queries(16) as few:
        timeline.page(Asked(), size=50)
    lines(12)
    with django_assert_num_queries(len(few)):
        timeline.page(Asked(), size=50)


def test_an_edge_that_is_none_asks_for_the_first_page(four_sources):
    wide, early = f"{NOW.isoformat()} traces {2**63}", "0001-01-01T00:00:00+14:00 traces 1"
    for edge in (
        "x",
        "2026-01-01 traces 1",
        f"{NOW.isoformat()} elsewhere 1",
        "a b c",
        wide,
        early,
    ):
        assert whats(timeline.page(Asked(), older=edge, size=10)) == IN_ORDER


# --- The page -----------------------------------------------------------------------------


def signed_in(client, **traits):
    client.force_login(UserFactory(**traits))
    return client


def test_the_secretariat_reads_the_page_and_sees_no_network_address(client):
    shown = signed_in(client, secretariat=True).get(reverse(LIST)).content.decode()

    assert "Signed in" in shown
    assert 'data-label="From"' not in shown


def test_a_superuser_sees_from_where(client):
    desk = signed_in(client, is_staff=True, is_superuser=True)
    desk.get(reverse("admin:traces_trace_export"), REMOTE_ADDR="192.0.2.7")

    assert "192.0.2.7" in desk.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("name", [LIST, "admin:traces_trace_export"])
def test_nobody_else_reads_them(client, name):
    signed_in(client, is_staff=True)

    assert client.get(reverse(name)).status_code == 403


def test_the_file_holds_all_lines_no_formula_and_leaves_a_trace(client, four_sources):
    person, _centre = four_sources
    note(Act.EXPORTED, by=person, words="=HYPERLINK(1)", now=NOW)
    answer = signed_in(client, secretariat=True).get(reverse("admin:traces_trace_export"))
    rows = [*csv.reader(b"".join(answer).decode().removeprefix(BYTE_ORDER_MARK).splitlines())]

    assert "'=HYPERLINK(1)" in [row[6] for row in rows]
    assert {"Locked", "By one person alone", "Exported"} <= {row[1] for row in rows}
    assert Trace.objects.filter(what=Act.EXPORTED, by=answer.wsgi_request.user).exists()


def test_the_pages_of_a_person_a_centre_and_a_case_lead_to_their_traces(client):
    desk, person, centre = signed_in(client, secretariat=True), UserFactory(), CentreFactory()
    case = ApplicationFactory(submitted=True)
    for row, asked in [
        (person, f"person={person.pk}"),
        (centre, f"about=members.centre:{centre.pk}"),
        (case, f"about=members.application:{case.pk}"),
    ]:
        page = reverse(f"admin:members_{row._meta.model_name}_change", args=[row.pk])
        assert f"{reverse(LIST)}?{asked}" in desk.get(page).content.decode()


def test_what_stands_in_the_filters_and_fits_nothing_is_passed_over(client):
    desk = signed_in(client, secretariat=True)
    odd = {"kind": "x", "since": "never", "person": "-3", "about": ":", "older": "x", "q": "\0"}

    assert desk.get(reverse(LIST), odd).status_code in (200, 400)
    assert desk.get(reverse(LIST), {"until": timezone.now().date().isoformat()}).status_code == 200
