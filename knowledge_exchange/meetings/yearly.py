"""The chapter on meetings in the report of a year. Of people it knows how many, by meeting."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from common.yearly import Chapter, Column, Figure, Measure, Rows, Told, Unit, Year, table
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.models import Action, Attendance, Meeting
from members.register.yearly import CENTRE

MEETING = "knowledge_exchange.meeting"


class People(NamedTuple):
    """Of one meeting, how many."""

    invited: int = 0
    registered: int = 0
    declined: int = 0
    present: int = 0


PEOPLE = (
    ("invited", _("Invited people"), ""),
    ("registered", _("Registered"), "invited"),
    ("declined", _("Could not come"), "invited"),
    ("present", _("Noted as present"), "invited"),
)


def tell_meetings(year: Year) -> Told:
    dated = Meeting.objects.filter(year.holds_partial("held")).order_by("held", "number")
    cancelled = [row.pk for row in dated if row.is_cancelled]
    held = [row for row in dated if not row.is_cancelled and row.is_over(year.last_instant)]
    if year.is_over:  # a month that is told no closer was over with its year
        held = [row for row in dated if not row.is_cancelled]
    keys = [row.pk for row in held]
    people = _people(keys)
    minutes = {
        row.pk: int((row.ends_at - row.starts_at).total_seconds() // 60)
        for row in held
        if row.starts_at and row.ends_at
    }
    with_minutes = Meeting.objects.filter(pk__in=keys, minutes__shared_at__isnull=False)
    return Told(
        figures=[
            _figure("held", _("Meetings held"), keys),
            _figure(
                "public",
                _("Meetings held that are public"),
                [row.pk for row in held if row.is_public],
                "held",
                is_public=True,
            ),
            _figure("cancelled", _("Cancelled"), cancelled),
            Figure(
                name="hours",
                label=_("Time of meetings whose hours are known"),
                of=MEETING,
                keys=list(minutes),
                amounts=list(minutes.values()),
                measure=Measure.SUM,
                unit=Unit.MINUTES,
            ),
            *(_summed(name, label, people, name, base) for name, label, base in PEOPLE),
            Figure(name="centres", label=_("Centres that came"), of=CENTRE, keys=_centres(keys)),
            _figure(
                "minutes",
                _("With minutes sent to the members"),
                list(with_minutes.order_by("pk").values_list("pk", flat=True)),
                "held",
            ),
            *_actions(keys, year),
        ],
        tables=[
            table(
                "people",
                _("People, by meeting"),
                _("Meeting"),
                {str(row.pk): str(row) for row in held},
                {
                    name: Column(
                        label,
                        {str(key): [key] for key in keys},
                        {str(key): [getattr(people[key], name)] for key in keys},
                    )
                    for name, label, _base in PEOPLE
                },
                of=MEETING,
            )
        ],
    )


def _figure(
    name: str, label: Text, keys: Sequence[int], base: str = "", *, is_public: bool = False
) -> Figure:
    return Figure(name=name, label=label, of=MEETING, keys=keys, base=base, is_public=is_public)


def _summed(name: str, label: Text, people: dict[int, People], what: str, base: str) -> Figure:
    some = {key: number for key, row in people.items() if (number := getattr(row, what))}
    return Figure(
        name=name,
        label=label,
        of=MEETING,
        keys=list(some),
        amounts=list(some.values()),
        measure=Measure.SUM,
        base=base,
    )


def _people(keys: Sequence[int]) -> dict[int, People]:
    counted = (
        Attendance.objects.filter(meeting__in=keys)
        .order_by()
        .values("meeting")
        .annotate(
            invited=Count("pk"),
            registered=Count("pk", filter=Q(reply__in=[Reply.ON_SITE, Reply.ONLINE])),
            declined=Count("pk", filter=Q(reply=Reply.DECLINED)),
            present=Count("pk", filter=Q(presence=Presence.PRESENT)),
        )
    )
    rows = counted.values_list("meeting", *People._fields)
    found = {meeting: People(*numbers) for meeting, *numbers in rows}
    return {key: found.get(key, People()) for key in keys}


def _centres(keys: Sequence[int]) -> list[int]:
    came = Attendance.objects.filter(
        meeting__in=keys, presence=Presence.PRESENT, centre__isnull=False
    )
    return list(came.order_by("centre").values_list("centre", flat=True).distinct())


def _actions(keys: Sequence[int], year: Year) -> list[Figure]:
    """What these meetings agreed on, and what of it was done by the end of the year."""
    agreed = Action.objects.filter(meeting__in=keys).order_by("pk")
    facts = list(agreed.values_list("pk", "done_at"))
    done = [key for key, done_at in facts if year.is_past(done_at)]
    return [
        Figure(
            name="actions", label=_("Actions agreed"), of=ACTION, keys=[key for key, _at in facts]
        ),
        Figure(name="done", label=_("Done in the year"), of=ACTION, keys=done, base="actions"),
    ]


ACTION = "knowledge_exchange.action"
ROWS = (
    Rows(
        name=MEETING,
        label=_("Meetings"),
        read=lambda keys: Meeting.objects.filter(pk__in=keys),
        title=str,
        url=lambda row: reverse("admin:knowledge_exchange_meeting_change", args=[row.pk]),
    ),
    Rows(
        name=ACTION,
        label=_("Actions"),
        read=lambda keys: Action.objects.filter(pk__in=keys),
        title=str,
        url=lambda row: reverse("admin:knowledge_exchange_action_change", args=[row.pk]),
    ),
)
MEETINGS = Chapter(name="meetings", title=_("Meetings"), tell=tell_meetings)
