import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from common import spreadsheets
from common.admin import lists
from members.enums import ApplicationStatus
from members.models import Application
from members.tests.factories import (
    ApplicationFactory,
    ConflictFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail

pytestmark = pytest.mark.django_db
LIST = reverse("admin:members_application_changelist")


def export_url(kind):
    return reverse("admin:members_application_export", args=[kind])


def bulk_url(act):
    return reverse("admin:members_application_bulk", args=[act])


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def shown(desk, **asked):
    return list(desk.get(LIST, asked).context["page"].rows)


def told(response):
    return [str(message) for message in response.context["messages"]]


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "person, expected",
    [
        (lambda: None, 302),
        (lambda: RepresentativeFactory().user, 302),
        (lambda: UserFactory(staff=True), 403),
        (lambda: UserFactory(secretariat=True), 200),
        (lambda: UserFactory(is_staff=True, is_superuser=True), 200),
    ],
    ids=["stranger", "delegate", "staff without the right", "secretariat", "superuser"],
)
def test_list_and_exports_are_for_the_secretariat(client, person, expected):
    ApplicationFactory(submitted=True)
    if user := person():
        client.force_login(user)

    for page in (LIST, f"{LIST}?queue=new", export_url("csv"), export_url("xlsx")):
        response = client.get(page)
        assert response.status_code == expected, page
        if response.streaming:
            b"".join(response.streaming_content)


@pytest.mark.parametrize("act", ["assign-to-me", "assign", "remind"])
@pytest.mark.parametrize(
    "person", [lambda: RepresentativeFactory().user, lambda: UserFactory(staff=True)]
)
def test_nobody_else_acts_on_cases(client, person, act):
    case = ApplicationFactory(submitted=True)
    user = person()
    client.force_login(user)

    response = client.post(bulk_url(act), {"chosen": case.pk, "to": user.pk, "confirm": "yes"})

    case.refresh_from_db()
    assert response.status_code in (302, 403)
    assert (case.assigned_to, Mail.objects.count()) == (None, 0)


def test_acting_needs_a_post(desk):
    assert desk.get(bulk_url("assign-to-me")).status_code == 405
    assert desk.post(bulk_url("burn")).status_code == 404
    assert desk.get(export_url("pdf")).status_code == 404


def test_filters_narrow_the_list_together(desk, secretariat):
    mine = ApplicationFactory(submitted=True, country="PL", assigned_to=secretariat)
    nobodys = ApplicationFactory(submitted=True, country="PL")
    danish = ApplicationFactory(under_review=True, country="DK", assigned_to=secretariat)

    assert shown(desk, country="PL", assigned="nobody") == [nobodys]
    assert shown(desk, country="PL", assigned=secretariat.pk) == [mine]
    assert shown(desk, status="under_review") == [danish]
    assert shown(desk, queue="mine", q="denmark") == [danish]
    assert set(shown(desk, queue="new")) == {mine, nobodys}


def test_an_entry_that_does_not_fit_is_passed_over(desk):
    case = ApplicationFactory(submitted=True)
    nonsense = {"status": "draft", "country": "??", "assigned": "x", "queue": "x", "sort": "x"}

    assert shown(desk, **nonsense, after="abc", before="-1", page="7") == [case]


def test_drafts_stay_out_of_every_view_of_the_list(desk):
    draft = ApplicationFactory(complete=True, centre_name="Secret draft")

    assert shown(desk, q="secret") == shown(desk, q=draft.reference) == []
    assert len(rows_of(desk.get(export_url("csv")))) == 1
    chosen = desk.post(export_url("csv"), {"chosen": draft.pk}, follow=True)
    assert told(chosen) == ["Choose at least one line."]


def test_the_newest_change_stands_first_and_in_a_queue_the_oldest(desk):
    old = ApplicationFactory(submitted=True)
    new = ApplicationFactory(submitted=True, status_since=old.status_since.replace(day=3))

    assert shown(desk) == [new, old]
    assert shown(desk, queue="new") == [old, new]
    assert shown(desk, queue="new", sort="-since") == [new, old]


def test_columns_sort_and_say_how(desk):
    for name in ("beta", "Alpha", "gamma"):
        ApplicationFactory(submitted=True, centre_name=name)

    rising, falling = (desk.get(LIST, {"sort": sort}) for sort in ("centre", "-centre"))

    assert [row.centre_name for row in rising.context["page"].rows] == ["Alpha", "beta", "gamma"]
    assert [row.centre_name for row in falling.context["page"].rows] == ["gamma", "beta", "Alpha"]
    assert 'aria-sort="ascending"' in rising.content.decode()
    assert 'aria-sort="descending"' in falling.content.decode()


def test_page_links_keep_what_was_asked(desk, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    ApplicationFactory.create_batch(3, submitted=True, country="PL")
    ApplicationFactory(submitted=True, country="DK")
    first = desk.get(LIST, {"country": "PL", "sort": "reference"})
    edge = first.context["page"].after

    second = desk.get(LIST, {"country": "PL", "sort": "reference", "after": edge})

    assert f'href="?country=PL&amp;sort=reference&amp;after={edge}"' in first.content.decode()
    assert len(second.context["page"].rows) == 1
    assert second.context["page"].after is None


def test_the_list_costs_the_same_at_every_length_and_counts_no_table(desk, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 10)
    ApplicationFactory.create_batch(2, submitted=True)
    with CaptureQueriesContext(connection) as short:
        desk.get(LIST)
    for _more in range(15):
        person = UserFactory(secretariat=True)
        ApplicationFactory(submitted=True, assigned_to=person)

    with CaptureQueriesContext(connection) as long:
        desk.get(LIST, {"q": "applying", "sort": "assigned"})

    asked = [query["sql"] for query in long]
    assert len(short) == len(long) <= 12
    assert not [sql for sql in asked if "OFFSET" in sql or sql.startswith("SELECT COUNT")]


def test_assigning_to_me_tells_how_many_and_why_others_were_left(desk, secretariat):
    free, mine, closed, conflicted = (ApplicationFactory(submitted=True) for _each in range(4))
    Application.objects.filter(pk=mine.pk).update(assigned_to=secretariat)
    Application.objects.filter(pk=closed.pk).update(status=ApplicationStatus.WITHDRAWN)
    ConflictFactory(application=conflicted, user=secretariat)
    chosen = [case.pk for case in (free, mine, closed, conflicted)]

    response = desk.post(
        bulk_url("assign-to-me"), {"chosen": chosen, "back": "queue=new&q=a"}, follow=True
    )

    free.refresh_from_db()
    (message,) = told(response)
    assert free.assigned_to == secretariat
    assert response.redirect_chain[0][0] == f"{LIST}?queue=new&q=a"
    assert message.startswith("1 case assigned. 3 left: ")
    assert f"{closed.reference} (The case is closed)" in message


def test_assigning_to_somebody_asks_for_whom_first(desk):
    colleague = UserFactory(secretariat=True, name="Anna Berg")
    outsider = UserFactory(staff=True, name="Not Listed")
    cases = ApplicationFactory.create_batch(2, submitted=True)
    chosen = {"chosen": [case.pk for case in cases]}

    asked = desk.post(bulk_url("assign"), chosen).content.decode()
    desk.post(bulk_url("assign"), chosen | {"to": outsider.pk, "confirm": "yes"})
    unchanged = Application.objects.filter(assigned_to__isnull=False).exists()
    desk.post(bulk_url("assign"), chosen | {"to": colleague.pk, "confirm": "yes"})

    assert "Anna Berg" in asked
    assert "Not Listed" not in asked
    assert not unchanged
    assert Application.objects.filter(assigned_to=colleague).count() == 2


def test_reminding_asks_first_and_mails_only_those_who_owe_an_answer(desk, secretariat):
    waiting = ApplicationFactory(submitted=True, status=ApplicationStatus.CLARIFICATION)
    waiting.clarifications.create(
        question="Which act?",
        asked_at=waiting.status_since,
        asked_by=secretariat,
        due_on=date(2026, 11, 16),
    )
    other = ApplicationFactory(submitted=True)
    chosen = {"chosen": [waiting.pk, other.pk]}

    desk.post(bulk_url("remind"), chosen)
    asked_only = Mail.objects.count()
    response = desk.post(bulk_url("remind"), chosen | {"confirm": "yes"}, follow=True)

    assert asked_only == 0
    assert Mail.objects.get().about == waiting
    assert told(response)[0].startswith(f"1 applicant reminded. 1 left: {other.reference} (")


@pytest.mark.parametrize("page", [bulk_url("assign"), export_url("csv")])
def test_nothing_chosen_says_so(desk, page):
    for chosen in ([], ["x"], ["999999"]):
        assert told(desk.post(page, {"chosen": chosen}, follow=True)) == [
            "Choose at least one line."
        ]


def test_back_leads_nowhere_but_to_the_list(desk):
    case = ApplicationFactory(submitted=True)

    response = desk.post(
        bulk_url("assign-to-me"), {"chosen": case.pk, "back": "//evil.example/\r\nX: y"}
    )

    assert response["Location"].startswith(f"{LIST}?")
    assert "\n" not in response["Location"]


def test_the_export_holds_what_the_list_was_narrowed_to(desk):
    wanted = ApplicationFactory(submitted=True, country="PL", contact_name="Zoë")
    other = ApplicationFactory(submitted=True, country="DK")

    heading, row = rows_of(desk.get(export_url("csv"), {"country": "PL"}))
    _heading, chosen = rows_of(desk.post(export_url("csv"), {"chosen": other.pk}))

    facts = dict(zip(heading, row, strict=True))
    assert facts["Reference"] == wanted.reference
    assert (facts["Country"], facts["Contact"]) == ("Poland", "Zoë")
    assert chosen[0] == other.reference


def test_a_spreadsheet_holds_the_same_with_dates_as_dates(desk):
    case = ApplicationFactory(submitted=True, mandate_valid_until=date(2027, 1, 1))

    response = desk.get(export_url("xlsx"))
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    heading, row = sheet.iter_rows(values_only=True)

    facts = dict(zip(heading, row, strict=True))
    assert facts["Reference"] == case.reference
    assert facts["Mandate valid until"].date() == date(2027, 1, 1)
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(desk, start):
    attack = f"{start}HYPERLINK(1)"
    ApplicationFactory(submitted=True, centre_name=attack, organisation_name=f"ok {attack}")
    attack = attack.replace("\r", "\n")  # how line breaks are written

    heading, row = rows_of(desk.get(export_url("csv")))
    response = desk.get(export_url("xlsx"))
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active

    assert row[heading.index("Centre")] == f"'{attack}"
    assert row[heading.index("Organisation")] == f"ok {attack}"
    assert [cell for line in sheet for cell in line if cell.data_type == "f"] == []
    assert not [cell for cell in row if cell.startswith(spreadsheets.STARTS_A_FORMULA)]


def test_letters_that_no_spreadsheet_can_hold_are_left_out(desk):
    ApplicationFactory(submitted=True, centre_name="Bell\x07 centre")

    response = desk.get(export_url("xlsx"))

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet["G2"].value == "Bell centre"
