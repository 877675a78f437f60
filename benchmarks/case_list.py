"""The list of cases with a thousand, ten thousand and a hundred thousand applications."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import product
from statistics import median

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import filling
from benchmarks.figures import Figure, at_most, times_ms
from common.countries import EUROPE
from members.applications.models.applications import LIST_ORDERS
from members.applications.searching import search_words
from members.enums import ApplicationStatus
from members.models import Application, Clarification, Decision, Evidence
from members.register.roles import ensure_roles

NAME = "The list of cases"
SIZES = (1_000, 10_000, 100_000)
TURNS, SAMPLES = 4, 3
QUERIES = 12
DESK = "the desk"
SLOWDOWN = 1.3  # against the list's first page at the first size
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
STATUSES = [status for status in ApplicationStatus if status != ApplicationStatus.DRAFT]
PEOPLE = 5
SEED = SIZES[0]  # made one by one, with the keys from 1 on; the others are their copies
COPIED = {
    "id": f"id + copy * {SEED}",
    "reference": f"'P2I-' || lpad((id - 1 + copy * {SEED})::text, 8, '0')",
    "contact_email": "copy || contact_email",
    "organisation_name": "organisation_name || ' ' || copy",
    "centre_name": "centre_name || ' ' || copy",
    "search_text": f"search_text || ' ' || lpad((id - 1 + copy * {SEED})::text, 8, '0')",
    "status_since": "status_since - copy * interval '17 minutes'",
    "submitted_at": "submitted_at - copy * interval '17 minutes'",
}
KINDS = ("Agency", "Office", "Ministry", "Council", "Institute", "Fund", "Centre")
FIELDS = ("Innovation", "Procurement", "Research", "Health", "Energy", "Transport", "Digital")
PAGES = {  # what is asked of the list, as the address says it
    "first page": "",
    "search, one word that few have": "q=zebra",
    "search, one word that all have": "q=applicant",
    "search, a word that one in seven has": "q=minist",
    "search, country and field": "q=poland+health",
    "search, a reference": "q=P2I-00000777",
    "one status": "status=eligible",
    "one country": "country=PL",
    "filter and search": "status=admitted&q=ministry",
    **{
        f"sorted by {sign}{name}": f"sort={sign}{name}"
        for name, sign in product(LIST_ORDERS, ("", "-"))
    },
}
QUEUES = (
    "new",
    "mine",
    "unassigned",
    "waiting",
    "overdue",
    "answered",
    "to_release",
    "eligible",
    "expiring",
)
PAGES |= {f"queue “{name}”": f"queue={name}" for name in QUEUES}


def main():
    """Measure in turns: what else the machine does then slows every size alike."""
    people = secretariat()
    client = Client()
    client.force_login(people[0])
    databases = filling.databases(SIZES, lambda size: fill(size, people))
    times, queries = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for turn in range(TURNS):
        for size, database in databases.items():
            filling.switch_to(database)
            for what, address in pages(size).items():
                if turn == 0:
                    queries[what].append(count_queries(client, address))
                times[what][size] += times_ms(lambda at=address: fetch(client, at), SAMPLES)
    yield from told({what: list(map(median, by.values())) for what, by in times.items()}, queries)


def told(times, queries):
    """Every page against the list's first page at the first size; the desk is only told."""
    yield Figure("median of the page with so many applications", " / ".join(map(str, SIZES)))
    base = times["first page"][0]
    for what, taken in times.items():
        shown = " / ".join(f"{one:.1f}" for one in taken)
        worst = round(max(taken) / base, 2)
        bound = {} if what == DESK else {"bound": f"× ≤ {SLOWDOWN}", "is_kept": worst <= SLOWDOWN}
        yield Figure(what, f"{shown} ms, × {worst}", **bound)
    most = max(max(counted) for what, counted in queries.items() if what != DESK)
    yield at_most("queries of a page of the list", most, QUERIES)
    grown = [what for what, counted in queries.items() if len(set(counted)) > 1]
    shown = ", ".join(grown) or "none"
    yield Figure("pages with more queries at one size", shown, "none", not grown)


def pages(size):
    """The pages that every size has, and one deep inside: nine tenths of the way down."""
    listed = Application.objects.seen_by_the_secretariat().order_by("-status_since", "-pk")
    deep = listed[size * 9 // 10].pk
    cases, desk = reverse("admin:members_application_changelist"), reverse("admin:index")
    found = {what: f"{cases}?{query}" for what, query in PAGES.items()}
    return found | {"a page far down": f"{cases}?after={deep}", DESK: desk}


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def count_queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        fetch(client, address)
    return len(caught)


def secretariat():
    group, people = ensure_roles(), []
    for number in range(PEOPLE):
        person = get_user_model().objects.create_user(
            f"desk{number}@example.org", name=f"Person {number}", is_staff=True
        )
        person.groups.add(group)
        people.append(person)
    return people


def fill(size, people):
    """Bring the table to this size. Every state has its share, so what is open grows as well."""
    if size == SEED:
        made = Application.objects.bulk_create(application(n, people) for n in range(SEED))
        Evidence.objects.bulk_create(evidence(row) for row in made)
        asked = [clarification(row, people) for row in made]
        Clarification.objects.bulk_create(filter(None, asked))
        Decision.objects.bulk_create(filter(None, (decision(row, people) for row in made)))
    else:
        copies = (Application.objects.count() // SEED, size // SEED - 1)
        filling.copy(Application, copies, COPIED, seed=f"id <= {SEED}")
        for model in (Evidence, Clarification, Decision):
            of_the_copy = {"application_id": f"application_id + copy * {SEED}"}
            filling.copy(model, copies, of_the_copy, seed=f"application_id <= {SEED}")


def application(number, people):
    status = STATUSES[number % len(STATUSES)]
    at = NOW - timedelta(minutes=number * 7919 % 500_000)
    row = Application(
        reference=f"P2I-{number:08}",
        contact_email=f"applicant{number}@example.org",
        contact_name=f"Applicant {number}",
        organisation_name=f"{KINDS[number % 7]} of {FIELDS[number // 7 % 7]} {number}",
        centre_name=f"{FIELDS[number // 3 % 7]} centre {number * 31 % 100_003}",
        country=EUROPE[number * 13 % len(EUROPE)],
        delegate_name="Zebra Crossing" if number % 500 == 3 else f"Delegate {number}",
        status=status,
        created_at=at,
        status_since=at,
        submitted_at=at,
        decision_reasons="Reasons.",
        assigned_to=people[number // 9 % PEOPLE] if number % 4 else None,
        expires_on=(NOW + timedelta(days=number % 2000)).date() if number % 5 == 0 else None,
    )
    if status == ApplicationStatus.ADMITTED:
        row.status = ApplicationStatus.WITHDRAWN if number % 2 else ApplicationStatus.REFUSED
    row.search_text = search_words(row)
    return row


def evidence(row):
    return Evidence(
        application=row,
        criterion="mandate",
        title="Decree",
        link="https://example.org",
        added_at=NOW,
    )


def clarification(row, people):
    """One is open with each case that waits; one in ten under review has had an answer."""
    facts = {"application": row, "question": "Which act?", "asked_by": people[0], "due_on": NOW}
    if row.status == ApplicationStatus.CLARIFICATION:
        return Clarification(**facts, asked_at=row.status_since)
    if row.status == ApplicationStatus.UNDER_REVIEW and row.pk % 10 == 0:
        answer = {"answer": "That one.", "answered_at": NOW}
        return Clarification(**facts, asked_at=row.status_since, **answer)
    return None


def decision(row, people):
    if row.status == ApplicationStatus.UNDER_REVIEW and row.pk % 100 == 1:
        facts = {"outcome": "eligible", "drafted_by": people[0], "drafted_at": row.status_since}
        return Decision(application=row, **facts)
    return None
