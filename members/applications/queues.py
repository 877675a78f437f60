"""The secretariat's queues of cases: one table, for the list of cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from common.waiting import CappedCount
from members.applications.models import Application, Decision
from members.applications.models.applications import ApplicationQuerySet
from members.enums import ApplicationStatus
from members.register.models import ProcessRules, User


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
    """`cases(applications, viewer)` are those in it.

    `counted` are rows to count in place of the cases, where those are quicker to find.
    """

    name: str
    label: Promise
    cases: Callable[[ApplicationQuerySet, Viewer], QuerySet[Application]]
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
            lambda cases, viewer: cases.overdue_from_the_applicant(
                since_before=viewer.overdue_since, day=network_day(viewer.now)
            ),
        ),
        Queue("answered", _("Clarification answered"), lambda cases, viewer: cases.answered()),
        Queue(
            "to_release",
            _("Decision to release"),
            lambda cases, viewer: cases.with_a_decision_to_release(),
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
        ),
    )
}


def label(queue: Queue, viewer: Viewer) -> str:
    return queue.label % {"days": viewer.rules.overdue_after_days}


def cases(name: str, viewer: Viewer) -> QuerySet[Application]:
    return QUEUES[name].cases(Application.objects.seen_by_the_secretariat(), viewer)


def counts(viewer: Viewer) -> dict[str, int]:
    """How many cases are in each queue, up to `CAP`: by the queue's name, in one query."""
    return _in_one_query(viewer, {name: CappedCount(_counted(name, viewer)) for name in QUEUES})


def _in_one_query(viewer, subqueries):
    """The rules' row is there to hang the subqueries on."""
    return ProcessRules.objects.filter(pk=viewer.rules.pk).values(**subqueries).get()


def _counted(name: str, viewer: Viewer) -> QuerySet[Application] | QuerySet[Decision]:
    counted = QUEUES[name].counted
    return counted() if counted else cases(name, viewer)
