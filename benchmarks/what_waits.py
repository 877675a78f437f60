"""The desk, `/tasks/` and the badge with a hundred and with ten thousand open things."""

import time
from collections import defaultdict
from datetime import timedelta
from statistics import median
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks import filling
from benchmarks.case_list import NOW, PEOPLE, application, secretariat
from benchmarks.figures import Figure, at_most, equal, times_ms
from common import waiting
from declarations.models import Declaration, Signature
from exchange.models import Service
from knowledge_exchange.meetings.models import Attendance, Series
from knowledge_exchange.models import Action, Meeting, Minutes, Paper, PaperVersion
from members.enums import ApplicationStatus, Basis
from members.models import Application, Centre, Membership, Representative
from outbox.models import Mail, MailStatus

NAME = "What waits"
SIZES = (100, 10_000)
TURNS, SAMPLES = 4, 5
SLOWDOWN = 1.3  # the larger size against the smaller
OPEN = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.UNDER_REVIEW,
    ApplicationStatus.CLARIFICATION,
    ApplicationStatus.ELIGIBLE,
)


def main():
    clerk, delegate = people()
    clients = {"clerk": signed_in(clerk), "delegate": signed_in(delegate)}
    databases = filling.databases(SIZES, lambda size: fill(size, clerk, delegate))
    times, queries, kinds = defaultdict(lambda: defaultdict(list)), defaultdict(list), {}
    for turn in range(TURNS):
        for size, database in databases.items():
            filling.switch_to(database)
            for what, (act, kind) in acts(clients, clerk, delegate).items():
                if turn == 0:
                    queries[what].append(counted(act))
                    kinds[what] = kind
                times[what][size] += times_ms(act, SAMPLES)
                if kind:
                    times[f"CPU of {what}"][size] += [cpu_ms(act) for _sample in range(SAMPLES)]
    yield Figure("median with so many open things", " / ".join(map(str, SIZES)))
    for what, by_size in times.items():
        few, many = (median(by_size[size]) for size in SIZES)
        worst = round(many / few, 2)
        bound = {}
        if what.startswith("CPU of") or not kinds[what]:  # the rest is within the pages
            bound = {"bound": f"× ≤ {SLOWDOWN}", "is_kept": worst <= SLOWDOWN}
        yield Figure(what, f"{few:.1f} / {many:.1f} ms, × {worst}", **bound)
    for what, asked in queries.items():
        yield equal(f"queries of {what}", asked)
        if kinds[what]:
            yield at_most(f"queries of {what}, against the kinds asked", asked[-1], kinds[what])


def acts(clients, clerk, delegate):
    """What is measured: (how, and how many kinds it asks where it is no whole page)."""
    desk, tasks = reverse("admin:index"), reverse("tasks")

    def looking(person, limit):
        viewer = waiting.Viewer(get_user_model().objects.get(pk=person.pk), timezone.now())
        asked = [kind for kind in waiting.every() if kind.things(viewer) is not None]

        def look():
            return waiting.shelves(viewer, limit=limit)[waiting.Whose.YOU].waiting[:20]

        return look, len(asked)

    return {
        "what waits on the desk": looking(clerk, 1),
        "what waits for the secretariat": looking(clerk, 21),
        "what waits for a delegate": looking(delegate, 21),
        "the desk, the whole page": (lambda: fetch(clients["clerk"], desk), 0),
        "/tasks/ of the secretariat, the whole page": (lambda: fetch(clients["clerk"], tasks), 0),
        "/tasks/ of a delegate, the whole page": (lambda: fetch(clients["delegate"], tasks), 0),
        "the badge from the cache": (lambda: waiting.badge(delegate), 0),
    }


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def counted(act):
    act()
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def cpu_ms(act):
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def people():
    clerk = secretariat()[0]
    user = get_user_model().objects.create_user("delegate@example.org", name="Delegate")
    centre = Centre.objects.create(name="Centre", slug="centre", country="AT")
    Membership.objects.create(centre=centre)
    Representative.objects.create(
        centre=centre, user=user, role="delegate", valid_from="2020-01-01", basis=Basis.FOUNDING
    )
    cache.clear()
    return clerk, user


def fill(size, clerk, delegate):
    """Bring what is open to so many: a page full for the delegate at the first size, too."""
    more = size - (SIZES[0] if size > SIZES[0] else 0)
    first = Application.objects.count()
    numbers = range(first, first + more * 4 // 10)
    cases = [application(number, [clerk] * PEOPLE) for number in numbers]
    for number, case in enumerate(cases):
        case.status, case.assigned_to = OPEN[number % len(OPEN)], None
    Application.objects.bulk_create(cases)
    at = timezone.now() - timedelta(days=1)
    Mail.objects.bulk_create(letter(clerk, at) for _number in range(more * 2 // 10))
    series, _made = Series.objects.get_or_create(name="Series", slug="series")
    last = Meeting.objects.count()
    meetings = Meeting.objects.bulk_create(
        Meeting(series=series, number=last + number + 1, title=f"Meeting {number}")
        for number in range(more // 10)
    )
    centre = Centre.objects.get()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, user=delegate, centre=centre, invited_at=NOW)
        for meeting in meetings
    )
    Minutes.objects.bulk_create(
        Minutes(meeting=meeting, text="Said.", shared_at=NOW) for meeting in meetings
    )
    Action.objects.bulk_create(
        Action(meeting=meeting, number=1, what="Do it", centre=centre) for meeting in meetings
    )
    papers = Paper.objects.bulk_create(
        Paper(meeting=meeting, slug=uuid4().hex, title="Paper") for meeting in meetings
    )
    PaperVersion.objects.bulk_create(
        PaperVersion(paper=paper, number=1, body="Text", created_at=NOW) for paper in papers
    )
    Service.objects.bulk_create(
        Service(name=uuid4().hex, proposed_at=NOW) for _number in range(more // 20)
    )
    declaration, _made = Declaration.objects.get_or_create(title="Declaration")
    Signature.objects.bulk_create(
        Signature(declaration=declaration, country="GR", ministry=uuid4().hex, office="Minister")
        for _number in range(more // 20)
    )


def letter(person, at):
    key = uuid4().hex
    return Mail(
        key=key,
        kind="outbox.test_letter",
        to=f"{key}@example.org",
        about=person,
        due_at=at,
        message_id=key,
        status=MailStatus.FAILED,
        why="550 No such person",
        attempts=1,
    )
