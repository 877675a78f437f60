"""From rows to changes, and from changes to the register."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from api import services as tokens
from common.refusals import Refused
from knowledge_exchange.permissions import can_read_drafts, can_write
from members.models import (
    Centre,
    ImportRun,
    Membership,
    MembershipEvent,
    Organisation,
    User,
)
from members.register.importing import planning, register_table, spreadsheet_reader
from members.register.importing.mistakes import UnusableError
from members.register.services import importing
from members.register.tests.sheets import csv_of, read
from members.tests.factories import (
    NOW,
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services as proposals

pytestmark = pytest.mark.django_db
TABLE = {"kind": "csv", "sha256": "0" * 64}


def plan(*rows, **options):
    return planning.plan(read(*rows, **options), on=NOW.date())


def refused(*rows, **options):
    with pytest.raises(UnusableError) as fault:
        plan(*rows, **options)
    return [(one.row, one.column, one.text) for one in fault.value.mistakes]


def apply(secretariat, *rows, **options):
    shown = importing.show(
        spreadsheet_reader.read(csv_of(*rows, **options)), by=secretariat, now=timezone.now()
    )
    seen = planning.plan(shown.rows, on=NOW.date()).fingerprint
    second = UserFactory(secretariat=True)
    return importing.confirm(shown, seen=seen, by=secretariat, released_by=second, now=NOW)


@pytest.fixture
def keino():
    made = CentreFactory(slug="keino", name="KEINO", country="FI", about="Two\r\nlines")
    MembershipFactory(centre=made, maturity="experienced", effective="2018")
    made.hosts.add(OrganisationFactory(name="Motiva | Oy", country="FI", is_private=True))
    return made


def test_importing_the_export_changes_nothing(keino, tmp_path):
    CentreFactory(name="=cmd", slug="odd", country="SE", about="'-quoted")
    MembershipFactory(status="ended", ended="2020-06")

    exported = [[str(cell) for cell in row] for row in register_table.table()]
    found = planning.plan(
        spreadsheet_reader.read(csv_of(*exported[1:], headings=exported[0])).rows, on=NOW.date()
    )

    assert found.counts == {"new": 0, "changed": 0, "unchanged": 3}


def test_the_dry_run_tells_each_change_and_makes_none(keino):
    found = plan(
        ["keino", "KEINO", "FI", "associate", "active"],
        ["", "Łódź centre", "PL", "member", "active"],
    )

    changed, new = found.lines
    assert [(one.column, one.old, one.new) for one in changed.changes] == [
        ("class", "member", "associate")
    ]
    assert (new.kind, new.row, new.values["slug"]) == ("new", 3, "lodz-centre")
    assert Membership.objects.get().membership_class == "member"


def test_a_column_that_is_missing_is_left_and_an_empty_cell_empties(keino):
    found = plan(["keino", ""], headings=["slug", "about"])

    assert [(one.column, one.new) for one in found.lines[0].changes] == [("about", "")]


def test_a_row_without_address_is_found_by_name_and_country(keino):
    assert plan(["keino", "fi"], headings=["name", "country"]).lines[0].entry.slug == "keino"


def test_two_centres_of_one_name_must_be_told_apart(keino):
    CentreFactory(slug="second", name="Keino", country="FI")

    ((row, column, text),) = refused(["Keino", "FI"], headings=["name", "country"])

    assert (row, column) == (2, "slug")
    assert "keino" in text
    assert "second" in text


@pytest.mark.parametrize(
    "column, text",
    [
        ("name", ""),
        ("country", "Atlantis"),
        ("country", "US"),
        ("established", "2022-13"),
        ("website", "no address"),
        ("mailbox", "nobody"),
        ("class", "guest"),
        ("class", ""),
        ("maturity", "old"),
        ("status", ""),
        ("ended", "2020"),
        ("effective", "in May"),
        ("private_hosts", "Stranger"),
        ("hosts", "A | A"),
        ("hosts", "a" * 201),
    ],
)
def test_what_may_not_stand_in_the_register_is_named(keino, column, text):
    found = refused(["keino", text], headings=["slug", column])

    assert (2, column) in [(row, where) for row, where, _text in found]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (["", "", "FI", ""], "name", "A centre needs a name."),
        (["keino", "", "FI", ""], "name", "A centre needs a name."),
        (["", "🎉", "FI", ""], "slug", "No address can be made of the name"),
        (["", "New", "", ""], "country", "A centre needs a country"),
        (["", "New", "Atlantis", ""], "country", "“Atlantis” is no country of Europe."),
        (["keino", "KEINO", "FI", "1 listopada 2020"], "established", "October or November"),
        (["keino", "KEINO", "FI", "31.02.2020"], "established", "The calendar has no such date"),
        (["keino", "KEINO", "FI", "soon"], "established", "Write a year, a month or a day"),
    ],
)
def test_what_is_wrong_is_said_once_in_words_of_the_register(keino, cells, column, words):
    ((row, where, text),) = refused(cells, headings=["slug", "name", "country", "established"])

    assert (row, where) == (2, column)
    assert words in text


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_taken(keino):
    found = refused(
        ["keino", "", "FI", "guest", "active"],
        ["new one", "New", "SE", "member", "ended"],
        ["keino", "KEINO", "FI", "member", "active"],
    )

    assert [(row, column) for row, column, _text in found] == [
        (2, "name"),
        (2, "class"),
        (3, "slug"),
        (4, "slug"),
    ]
    assert not ImportRun.objects.exists()


def test_a_host_of_the_register_stays_private_or_public(keino):
    headings = ["name", "country", "hosts", "private_hosts"]

    found = refused(["New", "FI", r"Motiva \| Oy", ""], headings=headings)

    assert [(row, column) for row, column, _text in found] == [(2, "private_hosts")]


def test_applying_makes_what_was_shown(keino, secretariat):
    headings = "name country hosts private_hosts class maturity status effective website".split()
    apply(
        secretariat,
        ["New", "SE", "A | B", "B", "member", "new", "active", "2024-05", "example.org"],
        headings=headings,
    )

    made = Centre.objects.get(name="New")
    assert made.website == "https://example.org"
    assert list(made.hosts.values_list("name", "is_private")) == [("A", False), ("B", True)]
    assert made.memberships.get().effective == "2024-05"
    assert made.memberships.get().events.get().by == secretariat


@pytest.mark.parametrize(
    ("row", "releases"),
    [
        (["keino", "KEINO", "FI", "associate", "active", "2018"], {"SE"}),
        (["keino", "KEINO", "SE", "associate", "active", "2018"], set()),  # moved there
        (["", "New", "SE", "member", "active", "2024"], {"FI"}),
        (["keino", "Another name", "FI", "member", "active", "2018"], {"FI", "SE"}),
    ],
)
def test_a_co_chair_releases_no_file_that_changes_a_membership_of_their_country(
    keino, secretariat, row, releases
):
    chairs = {
        country: RepresentativeFactory(centre=CentreFactory(member=True, country=country))
        for country in ("FI", "SE")
    }
    for chair in chairs.values():
        CoChairTermFactory(centre=chair.centre)
    headings = "slug name country class status effective".split()
    table = spreadsheet_reader.read(csv_of(row, headings=headings))
    run = importing.show(table, by=secretariat, now=NOW)
    seen = planning.plan(run.rows, on=NOW.date()).fingerprint

    why = {"seen": seen, "reason": "The list.", "are_others": True}
    proposal = importing.propose(run, **why, by=secretariat, now=NOW)

    may = {
        country
        for country, chair in chairs.items()
        if not proposals.why_not_release(proposal, chair.user)
    }
    assert may == releases


def test_a_change_of_class_is_noted_in_the_history(keino, secretariat):
    apply(secretariat, ["keino", "KEINO", "FI", "associate", "suspended"])

    first, second = MembershipEvent.objects.all()
    assert (first.membership_class, first.status, first.effective) == (
        "associate",
        "active",
        "2026-11-02",
    )
    assert (second.membership_class, second.status) == ("associate", "suspended")
    assert [first.note, second.note] == [
        "Changed from a file: class",
        "Changed from a file: status",
    ]


def test_what_changes_no_membership_notes_nothing(keino, secretariat):
    apply(secretariat, ["keino", "New words"], headings=["slug", "about"])

    assert Centre.objects.get().about == "New words"
    assert not MembershipEvent.objects.exists()


def test_hosts_are_exchanged_and_the_organisation_stays(keino, secretariat):
    apply(secretariat, ["keino", "Hansel", ""], headings=["slug", "hosts", "private_hosts"])

    assert [host.name for host in keino.hosts.all()] == ["Hansel"]
    assert Organisation.objects.count() == 2


def test_a_return_begins_a_new_membership(secretariat):
    old = MembershipFactory(centre__slug="old", status="ended", ended="2020", effective="2018")
    headings = ["slug", "status", "ended", "effective"]
    assert refused(["old", "active", "", "2018"], headings=headings)[0][1] == "effective"

    apply(secretariat, ["old", "active", "", "2024"], headings=headings)

    old.refresh_from_db()
    assert (old.status, old.effective) == ("ended", "2018")
    assert old.centre.memberships.get(status="active").effective == "2024"


def test_ended_by_a_file_a_centre_has_nobody_who_acts_and_its_people_are_told(keino, secretariat):
    delegate = RepresentativeFactory(centre=keino)
    _token, secret = tokens.make(name="Board", days=9, by=delegate.user, on=NOW.date())
    headings = ["slug", "status", "ended"]

    apply(secretariat, ["keino", "ended", "2026-10"], headings=headings)

    former = User.objects.get(pk=delegate.user_id)
    assert not can_read_drafts(former)
    assert not can_write(former)
    assert tokens.token_of(secret, on=NOW.date()) is None
    delegate.refresh_from_db()
    assert (delegate.valid_until, delegate.ended_by) == (NOW.date(), secretariat)
    membership = keino.memberships.get()
    assert (membership.status, membership.ended) == ("ended", "2026-10")
    event = membership.events.get()
    assert (event.status, event.effective, event.by) == ("ended", "2026-10", secretariat)
    mail = Mail.objects.get()
    assert (mail.kind, mail.user) == ("members.membership_changed", delegate.user)
    assert "everybody who spoke for the centre stops" in compose(mail, NOW).text


def test_a_suspension_from_a_file_leaves_its_people_acting_and_tells_them(keino, secretariat):
    delegate = RepresentativeFactory(centre=keino)

    apply(secretariat, ["keino", "suspended"], headings=["slug", "status"])

    membership = keino.memberships.get()
    assert (membership.status, membership.suspended) == ("suspended", "2026-11-02")
    assert can_read_drafts(User.objects.get(pk=delegate.user_id))
    assert Mail.objects.get().user == delegate.user


def test_a_file_is_one_letter_to_each_of_the_other_members(keino, secretariat):
    other = RepresentativeFactory()
    headings = "slug name country class status effective".split()
    apply(
        secretariat,
        ["keino", "KEINO", "FI", "associate", "active", "2018"],
        ["", "New", "SE", "member", "active", "2024"],
        headings=headings,
    )

    mail = Mail.objects.get(kind="members.memberships_changed")
    assert mail.user == other.user
    text = compose(mail, NOW).text
    assert "KEINO: In the Network as an associate." in text
    assert "New: In the Network as a full member. This holds from 2024." in text


def test_corrected_dates_in_a_file_are_noted_and_nobody_is_told(keino, secretariat):
    RepresentativeFactory(centre=keino)

    apply(secretariat, ["keino", "2019"], headings=["slug", "effective"])

    membership = keino.memberships.get()
    assert (membership.effective, membership.history().steps[0].since) == ("2019", "2019")
    assert "Dates corrected" in membership.events.get().note
    assert not Mail.objects.exists()


def test_a_corrected_end_is_an_end_and_no_beginning(secretariat):
    old = MembershipFactory(centre__slug="old", status="ended", ended="2020", effective="2018")

    apply(secretariat, ["old", "2020-06"], headings=["slug", "ended"])

    old.refresh_from_db()
    assert (old.effective, old.ended) == ("2018", "2020-06")
    assert [step.since for step in old.history().steps] == ["2018", "2020-06"]


def test_what_left_before_it_was_entered_has_a_beginning_and_an_end(secretariat):
    row = ["", "Gone", "SE", "member", "ended", "2019", "2021-05"]
    headings = "slug name country class status effective ended".split()

    apply(secretariat, row, headings=headings)

    membership = Membership.objects.get()
    assert (membership.status, membership.ended) == ("ended", "2021-05")
    assert [(step.since, step.facts.status) for step in membership.history().steps] == [
        ("2019", "active"),
        ("2021-05", "ended"),
    ]


@pytest.mark.parametrize(
    "headings, cells, column",
    [
        (["status", "ended"], ["ended", ""], "ended"),
        (["status", "ended"], ["ended", "2026-12"], "ended"),
        (["status", "ended"], ["ended", "2017"], "ended"),
        (["effective"], ["2026-12"], "effective"),
        (["announced"], ["2026-12"], "effective"),
    ],
)
def test_a_step_that_the_rules_refuse_is_a_mistake_of_the_row(keino, headings, cells, column):
    wrong = refused(["keino", *cells], headings=["slug", *headings])

    assert [(row, where) for row, where, _text in wrong] == [(2, column)]


def test_a_membership_that_has_ended_takes_no_step_any_more():
    MembershipFactory(centre__slug="old", status="ended", ended="2020")

    ((_row, column, text),) = refused(["old", "associate"], headings=["slug", "class"])

    assert column == "class"
    assert "has ended" in text


def test_the_dry_run_tells_the_steps_that_the_membership_will_take(keino):
    (line,) = plan(["keino", "associate", "suspended"], headings=["slug", "class", "status"]).lines

    assert [step.kind for step in line.steps] == ["class", "suspend"]


def test_the_log_keeps_who_when_and_which_file_and_no_rows(keino, secretariat):
    run = apply(secretariat, ["keino", "KEINO", "FI", "associate", "active"])

    run.refresh_from_db()
    assert (run.status, run.settled_by, run.settled_at) == ("applied", secretariat, NOW)
    assert (run.new, run.changed, run.unchanged, run.rows) == (0, 1, 0, [])
    assert len(run.sha256) == 64


def show(secretariat, *rows, **options):
    run = importing.show(spreadsheet_reader.read(csv_of(*rows, **options)), by=secretariat, now=NOW)
    return run, planning.plan(run.rows, on=NOW.date()).fingerprint


@pytest.mark.parametrize("change", [{"about": "Meanwhile"}, {"slug": "moved"}])
def test_a_register_that_moved_on_is_looked_at_again(keino, secretariat, colleague, change):
    run, seen = show(secretariat, ["keino", "Mine"], headings=["slug", "about"])
    Centre.objects.update(**change)

    with pytest.raises(Refused, match="Look at it again"):
        importing.confirm(run, seen=seen, by=secretariat, released_by=colleague, now=NOW)

    run.refresh_from_db()
    assert run.is_waiting
    assert Centre.objects.get().about != "Mine"


def test_an_import_is_settled_once(keino, secretariat, colleague):
    run, seen = show(secretariat, ["keino", "Mine"], headings=["slug", "about"])
    importing.discard(run, by=secretariat, now=NOW)

    with pytest.raises(Refused, match="settled already"):
        importing.confirm(run, seen=seen, by=secretariat, released_by=colleague, now=NOW)
    assert Centre.objects.get().about != "Mine"


def test_a_dry_run_is_forgotten_after_a_day(keino, secretariat):
    run, _seen = show(secretariat, ["keino", "Mine"], headings=["slug", "about"])
    importing.show(
        spreadsheet_reader.Table(rows=[[2, {"slug": "keino"}]], **TABLE),
        by=secretariat,
        now=NOW + importing.KEPT * 2,
    )

    run.refresh_from_db()
    assert (run.status, run.rows) == ("discarded", [])


def test_as_many_queries_for_many_rows_as_for_few(secretariat, django_assert_num_queries):
    for count in (2, 5):
        for _number in range(count):
            CentreFactory(member=True).hosts.add(OrganisationFactory())
        rows = [["", f"New {number}", "SE", "", ""] for number in range(count)]
        with django_assert_num_queries(5):
            plan(*rows)


@pytest.mark.parametrize(
    "constraint, facts",
    [
        ("import_status_known", {"status": "lost", "settled_at": NOW}),
        ("settled_import_says_when", {"status": "applied"}),
    ],
)
def test_the_database_refuses(secretariat, constraint, facts):
    run = ImportRun(started_by=secretariat, started_at=NOW, file_kind="csv", **facts)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        run.save()
