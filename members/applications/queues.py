"""The secretariat's queues of cases: one table, for the list of cases and what waits."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.admin.lists import Queue
from common.waiting import Viewer
from members.applications.models import Application, Decision
from members.enums import ApplicationStatus
from members.register.models import ProcessRules


def rules(viewer: Viewer) -> ProcessRules:
    """The periods in force, asked for once."""
    return viewer.once("process rules", ProcessRules.objects.in_force)


def overdue_since(viewer: Viewer) -> datetime:
    return viewer.now - timedelta(days=rules(viewer).overdue_after_days)


def warned_until(viewer: Viewer) -> date:
    return viewer.day + timedelta(days=rules(viewer).expiry_warning_days)


def overdue_label(viewer: Viewer) -> str:
    days = rules(viewer).overdue_after_days
    return _("Waiting for the applicant for over %(days)d days") % {"days": days}


QUEUES = (
    Queue(
        name="new",
        label=_("New applications"),
        rows=lambda cases, viewer: cases.with_status(ApplicationStatus.SUBMITTED),
    ),
    Queue(
        name="mine",
        label=_("Assigned to me"),
        rows=lambda cases, viewer: cases.assigned_to(viewer.user),
    ),
    Queue(name="unassigned", label=_("Unassigned"), rows=lambda cases, viewer: cases.unassigned()),
    Queue(
        name="waiting",
        label=_("Waiting for the applicant"),
        rows=lambda cases, viewer: cases.waiting_for_the_applicant(),
    ),
    Queue(
        name="overdue",
        label=overdue_label,
        rows=lambda cases, viewer: cases.overdue_from_the_applicant(
            since_before=overdue_since(viewer), day=viewer.day
        ),
    ),
    Queue(
        name="answered",
        label=_("Clarification answered"),
        rows=lambda cases, viewer: cases.answered(),
    ),
    Queue(
        name="to_release",
        label=_("Decision to release"),
        rows=lambda cases, viewer: cases.with_a_decision_to_release(),
        counted=Decision.objects.waiting,
    ),
    Queue(
        name="eligible",
        label=_("Eligible, no motion yet"),
        rows=lambda cases, viewer: cases.with_status(ApplicationStatus.ELIGIBLE),
    ),
    Queue(
        name="expiring",
        label=_("Mandate or evidence expiring"),
        rows=lambda cases, viewer: cases.expiring_by(warned_until(viewer)),
    ),
)


QUEUE_OF = {queue.name: queue for queue in QUEUES}


def cases(name: str, viewer: Viewer) -> QuerySet[Application]:
    return QUEUE_OF[name].rows(Application.objects.seen_by_the_secretariat(), viewer)
