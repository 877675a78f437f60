"""The chapter on applications in the report of a year: outcomes, days, and the rules' periods."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.admin.steps import Text
from common.dates import network_day
from common.yearly import (
    Chapter,
    Column,
    Figure,
    Rows,
    Told,
    Year,
    days_between,
    grouped,
    median_and_longest,
    table,
)
from members.applications.models import Application, Clarification, Decision
from members.enums import ApplicationStatus, DecisionStatus, Outcome
from members.register.models import ProcessRules

APPLICATION, CLARIFICATION = "members.application", "members.clarification"
_S = ApplicationStatus
NOT_TAKEN_UP = (_S.DRAFT, _S.SUBMITTED, _S.WITHDRAWN)
OUTCOMES = (
    (_S.ADMITTED, _("Admitted by the members"), True),
    (_S.REFUSED, _("Not admitted by the members"), True),
    (_S.INELIGIBLE, _("Not eligible"), False),
    (_S.WITHDRAWN, _("Withdrawn by the applicant"), False),
)


class Received(NamedTuple):
    key: int
    submitted_at: datetime
    country: str
    taken_up_at: datetime | None


class Concluded(NamedTuple):
    key: int
    status: str
    submitted_at: datetime
    concluded_at: datetime


def tell_applications(year: Year) -> Told:
    received, concluded = _received(year), _concluded(year)
    of_status = grouped((row.status, row.key) for row in concluded)
    decided = [row for row in concluded if row.status != _S.WITHDRAWN]
    every = [row.key for row in concluded]
    codes = sorted({row.country for row in received}, key=countries.name)
    return Told(
        figures=[
            _figure("received", _("Received"), [row.key for row in received]),
            _figure("concluded", _("Concluded"), every),
            *(
                Figure(
                    name=str(status),
                    label=label,
                    of=APPLICATION,
                    keys=of_status.get(status, ()),
                    base="concluded",
                    is_public=is_public,
                )
                for status, label, is_public in OUTCOMES
            ),
            _figure("open", _("Open at the end"), _open(year)),
            *_on_eligibility(year),
            *median_and_longest(
                "decision",
                _("Days from the application to its decision"),
                of=APPLICATION,
                keys=[row.key for row in decided],
                days=[days_between(row.submitted_at, row.concluded_at) for row in decided],
            ),
            *_first_steps(received, year),
            *_clarifications(year),
        ],
        tables=[
            table(
                "month",
                _("By month"),
                _("Month"),
                year.months(),
                {
                    "received": Column(_("Received"), _by_month(received, 1)),
                    "concluded": Column(_("Concluded"), _by_month(concluded, 3)),
                },
                of=APPLICATION,
            ),
            table(
                "country",
                _("By country"),
                _("Country"),
                {code: countries.name(code) for code in codes},
                {
                    "received": Column(
                        _("Received"), grouped((row.country, row.key) for row in received)
                    )
                },
                of=APPLICATION,
            ),
        ],
        note=_now(
            "Periods are those of the process rules in force when the application came. They give "
            "an applicant so many days to answer, and the secretariat none for its first step: "
            "that is measured by the same days."
        ),
    )


def _figure(name: str, label: Text, keys: Sequence[int], base: str = "") -> Figure:
    return Figure(name=name, label=label, of=APPLICATION, keys=keys, base=base)


def _by_month(rows: Sequence[tuple], instant: int) -> dict[str, list[int]]:
    return grouped((str(network_day(row[instant]).month), row[0]) for row in rows)


def _received(year: Year) -> list[Received]:
    taken_up = Min("events__at", filter=~Q(events__status__in=NOT_TAKEN_UP))
    rows = Application.objects.filter(year.holds("submitted_at")).annotate(taken_up=taken_up)
    facts = rows.order_by("submitted_at", "pk").values_list(
        "pk", "submitted_at", "country", "taken_up"
    )
    return [Received(key, at, str(country), taken_up) for key, at, country, taken_up in facts if at]


def _concluded(year: Year) -> list[Concluded]:
    """By the status that an application has: what was annulled since is open again."""
    decided = Q(status__in=[_S.ADMITTED, _S.REFUSED, _S.INELIGIBLE]) & year.holds("decided_at")
    withdrawn = Q(status=_S.WITHDRAWN) & year.holds("status_since")
    rows = Application.objects.seen_by_the_secretariat().filter(decided | withdrawn).order_by("pk")
    facts = rows.values_list("pk", "status", "submitted_at", "decided_at", "status_since")
    return [
        Concluded(key, status, submitted_at, since if status == _S.WITHDRAWN else decided_at)
        for key, status, submitted_at, decided_at, since in facts
    ]


def _open(year: Year) -> list[int]:
    """Submitted by the end of the year, and neither decided nor withdrawn by then."""
    end = year.last_instant
    over = Q(decided_at__lte=end) | Q(status=_S.WITHDRAWN, status_since__lte=end)
    rows = Application.objects.filter(submitted_at__lte=end).exclude(over)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _on_eligibility(year: Year) -> list[Figure]:
    """The secretariat's decisions that stand, the last one of an application."""
    rows = Decision.objects.filter(year.holds("released_at"), status=DecisionStatus.RELEASED)
    facts = rows.order_by("released_at", "pk").values_list(
        "application", "outcome", "application__submitted_at", "released_at"
    )
    last = {
        key: (outcome, days_between(begun, at)) for key, outcome, begun, at in facts if begun and at
    }
    eligible = [key for key, (outcome, _days) in last.items() if outcome == Outcome.ELIGIBLE]
    return [
        _figure("eligible", _("Declared eligible"), eligible),
        *median_and_longest(
            "eligibility",
            _("Days to the decision on eligibility"),
            of=APPLICATION,
            keys=list(last),
            days=[days for _outcome, days in last.values()],
        ),
    ]


def _first_steps(received: Sequence[Received], year: Year) -> list[Figure]:
    versions = list(
        ProcessRules.objects.order_by("version").values_list("adopted_at", "answer_days")
    )
    in_time: list[int] = []
    late: list[int] = []
    waiting: list[int] = []
    taken: list[tuple[int, int]] = []
    for row in received:
        number = bisect_right([adopted for adopted, _days in versions], row.submitted_at)
        _adopted, period = versions[max(number - 1, 0)]
        if not year.is_past(row.taken_up_at):
            waiting.append(row.key)
            continue
        days = days_between(row.submitted_at, row.taken_up_at)
        taken.append((row.key, days))
        (in_time if days <= period else late).append(row.key)
    return [
        *median_and_longest(
            "first-step",
            _("Days to the secretariat's first step"),
            of=APPLICATION,
            keys=[key for key, _days in taken],
            days=[days for _key, days in taken],
        ),
        _figure("first-step-in-time", _("First step within the period"), in_time, "received"),
        _figure("first-step-late", _("First step later"), late, "received"),
        _figure("first-step-waiting", _("Without a first step in the year"), waiting, "received"),
    ]


def _clarifications(year: Year) -> list[Figure]:
    """Questions asked in the year, and what had come of them when it ended."""
    rows = Clarification.objects.filter(year.holds("asked_at")).order_by("pk")
    asked: list[int] = []
    in_time: list[int] = []
    late: list[int] = []
    taken_back: list[int] = []
    for key, due_on, answered_at, back_at in rows.values_list(
        "pk", "due_on", "answered_at", "taken_back_at"
    ):
        asked.append(key)
        if year.is_past(answered_at):
            (in_time if network_day(answered_at) <= due_on else late).append(key)
        elif year.is_past(back_at):
            taken_back.append(key)
    silent = [key for key in asked if key not in {*in_time, *late, *taken_back}]
    told = (
        ("", _("Questions to applicants"), asked),
        ("-in-time", _("Questions answered by the day that was given"), in_time),
        ("-late", _("Questions answered later"), late),
        ("-taken-back", _("Questions taken back, or gone on without an answer"), taken_back),
        ("-silent", _("Questions not answered in the year"), silent),
    )
    return [
        Figure(
            name=f"questions{name}",
            label=label,
            of=CLARIFICATION,
            keys=keys,
            base=name and "questions",
        )
        for name, label, keys in told
    ]


ROWS = (
    Rows(
        name=APPLICATION,
        label=_("Applications"),
        read=lambda keys: Application.objects.filter(pk__in=keys),
        title=lambda row: f"{row.reference}, {row.title}",
        url=lambda row: reverse("admin:members_application_change", args=[row.pk]),
    ),
    Rows(
        name=CLARIFICATION,
        label=_("Questions to applicants"),
        read=lambda keys: Clarification.objects.filter(pk__in=keys).select_related("application"),
        title=lambda row: f"{row.application.reference}, {row.application.title}",
        url=lambda row: reverse("admin:members_application_change", args=[row.application_id]),
    ),
)
APPLICATIONS = Chapter(name="applications", title=_("Applications"), tell=tell_applications)
