"""What is counted of a small year made by hand, and that each number is its rows."""

from datetime import UTC, datetime

import pytest

from common import yearly
from common.yearly import Year, measured
from members.balance.composition import Unit, balance_of
from members.register.yearly import memberships_in
from members.tests.factories import NOW
from reports import documents
from reports.showing import chapters_of, is_empty
from reports.tests.factories import YEAR, at, small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def happened():
    return small_year()


def numbers_of(year, chapter, now=NOW):
    told = documents.of_year(Year(year, now))
    found = next(one for one in told["chapters"] if one["name"] == chapter)
    return {figure["name"]: figure["number"] for figure in documents.figures_of(found)}


def some(numbers, *names):
    return {name: numbers[name] for name in names}


def test_members_are_told_at_both_ends_and_by_what_changed(happened):
    before = numbers_of(YEAR - 1, "members")

    numbers = numbers_of(YEAR, "members")

    assert numbers["members-start"] == before["members-end"]
    assert numbers["members-end"] == numbers["members-start"] + 1 - 1
    assert some(numbers, "joined", "ended", "suspended", "resumed", "suspended-end") == {
        "joined": 1,
        "ended": 1,
        "suspended": 1,
        "resumed": 0,
        "suspended-end": 1,
    }
    assert numbers["associates-start"] == numbers["associates-end"] == 1


def test_reconfirmations_are_measured_by_the_day_that_was_given(happened):
    numbers = numbers_of(YEAR, "members")

    assert [
        numbers[f"reconfirmations-{name}"] for name in ("asked", "in-time", "late", "silent")
    ] == [
        3,
        1,
        1,
        1,
    ]


def test_applications_are_told_by_outcome_and_days(happened):
    numbers = numbers_of(YEAR, "applications")

    assert some(numbers, "received", "concluded", "admitted", "refused", "ineligible") == {
        "received": 4,
        "concluded": 3,
        "admitted": 1,
        "refused": 0,
        "ineligible": 1,
    }
    assert some(numbers, "withdrawn", "open", "decision-median", "decision-longest") == {
        "withdrawn": 1,
        "open": 1,
        "decision-median": 50,
        "decision-longest": 60,
    }
    assert some(numbers, "eligible", "eligibility-median", "eligibility-longest") == {
        "eligible": 1,
        "eligibility-median": 30,
        "eligibility-longest": 40,
    }
    assert some(numbers, "month-6-received", "month-3-concluded", "country-LV-received") == {
        "month-6-received": 1,
        "month-3-concluded": 1,
        "country-LV-received": 1,
    }


def test_the_first_step_is_measured_by_the_process_rules(happened):
    """The rules give 14 days: one took 5, one 30, and one had none when the year ended."""
    numbers = numbers_of(YEAR, "applications")

    assert some(numbers, "first-step-in-time", "first-step-late", "first-step-waiting") == {
        "first-step-in-time": 1,
        "first-step-late": 1,
        "first-step-waiting": 2,
    }
    assert some(numbers, "first-step-median", "first-step-longest") == {
        "first-step-median": 17.5,
        "first-step-longest": 30,
    }
    assert some(numbers, "questions", "questions-in-time", "questions-late") == {
        "questions": 1,
        "questions-in-time": 1,
        "questions-late": 0,
    }


def test_what_happens_after_a_year_does_not_change_it(happened):
    before = documents.of_year(Year(YEAR, at(1, 2, year=2026)))

    assert documents.canonical(documents.of_year(Year(YEAR, NOW))) == documents.canonical(before)


def test_votes_are_told_by_what_their_certified_results_fixed(happened):
    numbers = numbers_of(YEAR, "votes")

    assert some(numbers, "opened", "certified", "carried", "lost", "could-vote", "ballots") == {
        "opened": 1,
        "certified": 1,
        "carried": 1,
        "lost": 0,
        "could-vote": 3,
        "ballots": 2,
    }
    assert numbers["kind-admission-ballots"] == 2


def test_a_vote_that_is_not_certified_tells_nothing_of_its_turnout(happened):
    happened.motion.certified_at = None
    type(happened.motion).objects.update(certified_at=None, status="closed", certified_by=None)

    numbers = numbers_of(YEAR, "votes")

    assert some(numbers, "opened", "certified", "could-vote", "ballots") == {
        "opened": 1,
        "certified": 0,
        "could-vote": 0,
        "ballots": 0,
    }


def test_meetings_are_told_with_how_many_came(happened):
    numbers = numbers_of(YEAR, "meetings")

    assert some(numbers, "held", "public", "cancelled", "hours", "minutes") == {
        "held": 1,
        "public": 1,
        "cancelled": 1,
        "hours": 120,
        "minutes": 1,
    }
    assert some(numbers, "invited", "registered", "declined", "present", "centres") == {
        "invited": 3,
        "registered": 2,
        "declined": 1,
        "present": 1,
        "centres": 1,
    }
    assert some(numbers, "actions", "done") == {"actions": 1, "done": 0}


def test_papers_are_told_with_the_days_since_their_meeting_and_their_use(happened):
    papers, use = numbers_of(YEAR, "papers"), numbers_of(YEAR, "use")

    assert some(papers, "papers", "versions", "corrections", "after-the-meeting-median") == {
        "papers": 1,
        "versions": 1,
        "corrections": 0,
        "after-the-meeting-median": 30,
    }
    assert some(use, "papers", "views", "downloads", "month-6-views", "month-7-views") == {
        "papers": 1,
        "views": 42,
        "downloads": 4,
        "month-6-views": 30,
        "month-7-views": 12,
    }


def test_the_exchange_is_told_with_its_answers(happened):
    numbers = numbers_of(YEAR, "exchange")

    assert some(numbers, "declared", "standing", "posts", "answered", "answers") == {
        "declared": 1,
        "standing": 1,
        "posts": 1,
        "answered": 1,
        "answers": 2,
    }
    assert some(numbers, "first-answer-median", "pairs", "agreed") == {
        "first-answer-median": 5,
        "pairs": 1,
        "agreed": 1,
    }


def test_signatures_are_told(happened):
    numbers = numbers_of(YEAR, "declarations")

    assert some(numbers, "signed", "withdrawn", "standing", "level-national-signed") == {
        "signed": 1,
        "withdrawn": 0,
        "standing": 1,
        "level-national-signed": 1,
    }


def test_the_balance_is_that_of_the_governance_page(happened):
    year = Year(YEAR, NOW)
    units = [
        Unit(
            row.centre.name,
            str(row.centre.country),
            row.at_end.maturity,
            row.at_end.membership_class == "member",
        )
        for row in memberships_in(year)
        if row.at_end
    ]
    balance = balance_of(units)

    numbers = numbers_of(YEAR, "balance")

    regions = {share.label.lower().replace(" ", "-"): share.count for share in balance.regions}
    assert {name: numbers[f"region-{name}-end"] for name in regions} == regions
    assert numbers["countries-end"] == len(balance.covered)
    assert [numbers[f"experience-{name}-end"] for name in ("experienced", "new")] == [
        share.count for share in balance.experience[:2]
    ]


def test_every_number_leads_to_just_its_rows(happened):
    """All figures of all chapters: as many rows as it says, each with a name and an address."""
    document = documents.of_year(Year(YEAR, NOW))
    names, listed = [], 0
    for chapter in document["chapters"]:
        for figure in documents.figures_of(chapter):
            names.append((chapter["name"], figure["name"]))
            kind, keys, amounts = yearly.rows_of(figure["of"]), figure["keys"], figure["amounts"]
            rows = list(kind.read(keys)) if keys else []
            assert sorted(row.pk for row in rows) == sorted(keys), figure["name"]
            assert all(kind.title(row) and kind.url(row) for row in rows)
            assert len(amounts) in (0, len(keys))
            assert figure["number"] in {
                len(keys),
                *(measured(how, keys, amounts) for how in yearly.Measure),
            }
            if not amounts and figure["number"] is not None:
                assert figure["number"] == len(rows)
            listed += len(rows)
    assert len(names) == len(set(names)) > 100
    assert listed > 80
    assert not [chapter["name"] for chapter in document["chapters"] if is_empty(chapter)]


def test_a_part_is_no_more_than_the_whole_that_it_names(happened):
    for chapter in documents.of_year(Year(YEAR, NOW))["chapters"]:
        number = {figure["name"]: figure["number"] for figure in chapter["figures"]}
        for figure in chapter["figures"]:
            if figure["base"]:
                assert figure["number"] <= number[figure["base"]], figure["name"]


def test_a_year_in_which_nothing_happened_says_so():
    shown = chapters_of(documents.of_year(Year(2018, NOW)))

    assert shown
    assert all(chapter.is_empty for chapter in shown)


def test_the_running_year_is_told_until_today(happened):
    running = Year(YEAR, at(4, 15))

    document = documents.of_year(running)

    assert (document["until"], document["is_over"]) == ("2025-04-15", False)
    numbers = numbers_of(YEAR, "applications", now=at(4, 15))
    assert some(numbers, "received", "concluded", "open", "month-4-received") == {
        "received": 2,
        "concluded": 1,
        "open": 1,
        "month-4-received": 1,
    }
    assert "month-5-received" not in numbers
    assert numbers_of(YEAR, "meetings", now=at(4, 15))["held"] == 0


def test_a_year_begins_and_ends_at_midnight_of_the_network():
    year = Year(2025, NOW)

    assert year.begins_at == datetime(2024, 12, 31, 23, tzinfo=UTC)
    assert year.last_instant < datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_more_rows_ask_no_more_queries(happened, django_assert_max_num_queries):
    with django_assert_max_num_queries(1000) as asked:
        documents.of_year(Year(YEAR, NOW))
    before = len(asked)
    small_year()

    with django_assert_max_num_queries(before):
        documents.of_year(Year(YEAR, NOW))


def test_no_document_holds_a_name_of_a_person(happened):
    written = documents.canonical(documents.of_year(Year(YEAR, NOW))).decode()

    assert "Person " not in written
    assert "@" not in written
