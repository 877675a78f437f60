"""How long each stage of a case took, beside what the process rules ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.dates import network_day
from members.applications.models import Application, ApplicationEvent, Clarification
from members.enums import ApplicationStatus as Status
from members.register.models import ProcessRules

STAGES: tuple[tuple[Status, Promise], ...] = (
    (Status.SUBMITTED, gettext_lazy("Until the review began")),
    (Status.UNDER_REVIEW, gettext_lazy("Under review")),
    (Status.CLARIFICATION, gettext_lazy("Waiting for the applicant")),
    (Status.ELIGIBLE, gettext_lazy("Eligible, until the vote opened")),
    (Status.IN_VOTE, gettext_lazy("In the vote")),
)


@dataclass(frozen=True)
class ResponseTime:
    """`rule` says what was asked for; empty where the rules name no period."""

    label: str
    took: str
    rule: str = ""
    is_late: bool = False
    is_running: bool = False


def response_times(
    application: Application,
    events: Iterable[ApplicationEvent],
    questions: Iterable[Clarification],
    now: datetime,
) -> list[ResponseTime]:
    """In the order of the way; a stage that was passed twice is counted together."""
    days: dict[str, int] = {}
    since = application.submitted_at
    status = str(Status.SUBMITTED)
    for event in events:
        target = event.changes.get("status", ["", ""])[1]
        if target and since and event.at >= since and target != Status.SUBMITTED:
            days[status] = days.get(status, 0) + _days(since, event.at)
            since, status = event.at, str(target)
    if since and status in dict(STAGES):
        days[status] = days.get(status, 0) + _days(since, now)
    overdue_after = ProcessRules.objects.in_force().overdue_after_days
    rules = {
        Status.CLARIFICATION: _("overdue after %(days)s") % {"days": _in_words(overdue_after)},
    }
    times = [
        ResponseTime(
            str(label),
            _in_words(days[stage]),
            rule=rules.get(stage, ""),
            is_late=stage == Status.CLARIFICATION and days[stage] > overdue_after,
            is_running=stage == application.status,
        )
        for stage, label in STAGES
        if stage in days
    ]
    return [*times, *(_of_question(question, now) for question in questions)]


def _of_question(question: Clarification, now: datetime) -> ResponseTime:
    """An answer beside the day that was last agreed."""
    about = question.get_criterion_display() or _("the application as a whole")
    end = question.answered_at or question.taken_back_at
    return ResponseTime(
        _("Answer on “%(about)s”") % {"about": about.lower() if question.criterion else about},
        _in_words(_days(question.asked_at, end or now)),
        rule=_("asked for within %(days)s")
        % {"days": _in_words((question.due_on - network_day(question.asked_at)).days)},
        is_late=question.taken_back_at is None and network_day(end or now) > question.due_on,
        is_running=end is None,
    )


def _days(start: datetime, end: datetime) -> int:
    return (network_day(end) - network_day(start)).days


def _in_words(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
