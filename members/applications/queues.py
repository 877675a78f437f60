"""The secretariat's queues: one table, which the desk and the list of cases both read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import IntegerField, Subquery
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.applications.models import Application, Decision
from members.enums import ApplicationStatus
from members.register.models import ProcessRules

CAP = 100  # nobody needs to know more exactly than "99+", and counting on costs with every row


@dataclass(frozen=True)
class Asked:
    """When somebody looks at the queues, and who."""

    now: object
    user: object

    @cached_property
    def rules(self):
        return ProcessRules.objects.in_force()

    @property
    def overdue_since(self):
        return self.now - timedelta(days=self.rules.overdue_after_days)

    @property
    def warned_of(self):
        return network_day(self.now) + timedelta(days=self.rules.expiry_warning_days)


@dataclass(frozen=True)
class Queue:
    """`cases(applications, asked)` are those in it; `since` is how long or until when they wait.

    `counted` are rows to count in place of the cases, where those are quicker to find.
    """

    name: str
    label: str
    cases: Callable
    since: str = "status_since"
    is_urgent: bool = False
    counted: Callable | None = None


QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "new",
            _("New applications"),
            lambda cases, asked: cases.with_status(ApplicationStatus.SUBMITTED),
        ),
        Queue("mine", _("Assigned to me"), lambda cases, asked: cases.assigned_to(asked.user)),
        Queue("unassigned", _("Unassigned"), lambda cases, asked: cases.unassigned()),
        Queue(
            "waiting",
            _("Waiting for the applicant"),
            lambda cases, asked: cases.waiting_for_the_applicant(),
        ),
        Queue(
            "overdue",
            _("Waiting for the applicant for over %(days)d days"),
            lambda cases, asked: cases.waiting_for_the_applicant(longer_than=asked.overdue_since),
            is_urgent=True,
        ),
        Queue("answered", _("Clarification answered"), lambda cases, asked: cases.answered()),
        Queue(
            "to_release",
            _("Decision to release"),
            lambda cases, asked: cases.with_a_decision_to_release(),
            since="drafted_at",
            counted=Decision.objects.waiting,
        ),
        Queue(
            "eligible",
            _("Eligible, no motion yet"),
            lambda cases, asked: cases.with_status(ApplicationStatus.ELIGIBLE),
        ),
        Queue(
            "expiring",
            _("Mandate or evidence expiring"),
            lambda cases, asked: cases.expiring_by(asked.warned_of),
            since="expires_on",
            is_urgent=True,
        ),
    )
}


class CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, queryset):
        super().__init__(queryset.order_by().values("pk")[:CAP])


def label(queue, asked):
    return queue.label % {"days": asked.rules.overdue_after_days}


def counts(asked):
    """How many cases are in each queue, up to `CAP`: by the queue's name, in one query."""
    return _ask(asked, {name: CappedCount(_counted(name, asked)) for name in QUEUES})


def counts_and_oldest(asked):
    """The same with what the oldest waits since: two dictionaries by the queue's name."""
    oldest = {f"oldest_{name}": _oldest(queue, asked) for name, queue in QUEUES.items()}
    found = _ask(asked, oldest | {name: CappedCount(_counted(name, asked)) for name in QUEUES})
    return found, {name: found[f"oldest_{name}"] for name in QUEUES}


def cases(name, asked):
    return QUEUES[name].cases(Application.objects.seen_by_the_secretariat(), asked)


def _counted(name, asked):
    counted = QUEUES[name].counted
    return counted() if counted else cases(name, asked)


def _oldest(queue, asked):
    waiting = _counted(queue.name, asked).order_by(queue.since)
    return Subquery(waiting.values(queue.since)[:1])


def _ask(asked, subqueries):
    """Everything at once: the rules' row is there to hang the subqueries on."""
    return ProcessRules.objects.filter(pk=asked.rules.pk).values(**subqueries).get()
