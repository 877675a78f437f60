"""The secretariat's queues: one table, which the desk and the list of cases both read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.applications.models import Application, Decision
from members.applications.models.applications import ApplicationQuerySet
from members.enums import ApplicationStatus
from members.register.models import ProcessRules, User

CAP = 100  # nobody needs to know more exactly than "99+", and counting on costs with every row


@dataclass(frozen=True)
class Viewer:
    """Who looks at the queues, and when."""

    now: datetime
    user: User

    @cached_property
    def rules(self) -> ProcessRules:
        return ProcessRules.objects.in_force()

    @property
    def overdue_since(self) -> datetime:
        return self.now - timedelta(days=self.rules.overdue_after_days)

    @property
    def warned_until(self) -> date:
        return network_day(self.now) + timedelta(days=self.rules.expiry_warning_days)


@dataclass(frozen=True)
class Queue:
    """`cases(applications, viewer)` are those in it; `since` is how long or until when they wait.

    `counted` are rows to count in place of the cases, where those are quicker to find.
    """

    name: str
    label: Promise
    cases: Callable[[ApplicationQuerySet, Viewer], QuerySet[Application]]
    since: str = "status_since"
    is_urgent: bool = False
    counted: Callable[[], QuerySet[Decision]] | None = None


QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "new",
            _("New applications"),
            lambda cases, viewer: cases.with_status(ApplicationStatus.SUBMITTED),
        ),
        Queue("mine", _("Assigned to me"), lambda cases, viewer: cases.assigned_to(viewer.user)),
        Queue("unassigned", _("Unassigned"), lambda cases, viewer: cases.unassigned()),
        Queue(
            "waiting",
            _("Waiting for the applicant"),
            lambda cases, viewer: cases.waiting_for_the_applicant(),
        ),
        Queue(
            "overdue",
            _("Waiting for the applicant for over %(days)d days"),
            lambda cases, viewer: cases.waiting_for_the_applicant(longer_than=viewer.overdue_since),
            is_urgent=True,
        ),
        Queue("answered", _("Clarification answered"), lambda cases, viewer: cases.answered()),
        Queue(
            "to_release",
            _("Decision to release"),
            lambda cases, viewer: cases.with_a_decision_to_release(),
            since="drafted_at",
            counted=Decision.objects.waiting,
        ),
        Queue(
            "eligible",
            _("Eligible, no motion yet"),
            lambda cases, viewer: cases.with_status(ApplicationStatus.ELIGIBLE),
        ),
        Queue(
            "expiring",
            _("Mandate or evidence expiring"),
            lambda cases, viewer: cases.expiring_by(viewer.warned_until),
            since="expires_on",
            is_urgent=True,
        ),
    )
}


class CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Application] | QuerySet[Decision]) -> None:
        super().__init__(rows.order_by().values("pk")[:CAP])


def label(queue: Queue, viewer: Viewer) -> str:
    return queue.label % {"days": viewer.rules.overdue_after_days}


def cases(name: str, viewer: Viewer) -> QuerySet[Application]:
    return QUEUES[name].cases(Application.objects.seen_by_the_secretariat(), viewer)


def counts(viewer: Viewer) -> dict[str, int]:
    """How many cases are in each queue, up to `CAP`: by the queue's name, in one query."""
    return _in_one_query(viewer, {name: CappedCount(_counted(name, viewer)) for name in QUEUES})


def counts_and_oldest(viewer: Viewer) -> tuple[dict[str, int], dict[str, date | datetime | None]]:
    """The same with what the oldest waits since: two dictionaries by the queue's name."""
    subqueries: dict[str, Subquery] = {}
    for name, queue in QUEUES.items():
        rows = _counted(name, viewer)
        oldest_first = rows.order_by(queue.since).values(queue.since)
        subqueries |= {name: CappedCount(rows), f"oldest_{name}": Subquery(oldest_first[:1])}
    values = _in_one_query(viewer, subqueries)
    return values, {name: values[f"oldest_{name}"] for name in QUEUES}


def _counted(name: str, viewer: Viewer) -> QuerySet[Application] | QuerySet[Decision]:
    counted = QUEUES[name].counted
    return counted() if counted else cases(name, viewer)


def _in_one_query(viewer, subqueries):
    """The rules' row is there to hang the subqueries on."""
    return ProcessRules.objects.filter(pk=viewer.rules.pk).values(**subqueries).get()
