"""The chapter on votes in the report of a year: outcomes, turnout, days.

Only what was certified is counted, and ballots by the counts that the result fixed: nothing here
reads a ballot, and no vote before its certification says how many took part. Where the rules give
votes a weight, they count by it, as in the result.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from common.yearly import (
    Chapter,
    Column,
    Figure,
    Measure,
    Rows,
    Told,
    Year,
    days_between,
    grouped,
    median_and_longest,
    table,
)
from voting.enums import MotionKind, Step
from voting.models import Motion, MotionEvent

MOTION = "voting.motion"


class Certified(NamedTuple):
    key: int
    kind: str
    carried: bool
    result: dict
    opened_at: datetime
    closed_at: datetime
    certified_at: datetime
    certify_by: datetime | None

    @property
    def ballots(self) -> int:
        counts = self.result["counts"]
        return counts["yes"] + counts["no"] + counts["abstain"]

    @property
    def could_vote(self) -> int:
        return self.result["counts"]["entitled"] - self.result["counts"]["recused"]


def tell_votes(year: Year) -> Told:
    rows = Motion.objects.published().filter(year.holds("certified_at")).order_by("pk")
    certified = [Certified(*row) for row in rows.values_list("pk", *Certified._fields[1:])]
    carried = [row for row in certified if row.carried]
    lost = [row for row in certified if not row.carried]
    opened = Motion.objects.past_draft().filter(year.holds("opened_at")).order_by("pk")
    opened_of_kind = list(opened.values_list("kind", "pk"))
    with_a_day = [row for row in certified if row.certify_by]
    in_time = [row for row in certified if row.certify_by and row.certified_at <= row.certify_by]
    return Told(
        figures=[
            _figure(
                "opened", _("Votes opened"), [key for _kind, key in opened_of_kind], is_public=False
            ),
            _figure("certified", _("Results certified"), _keys(certified)),
            _figure("carried", _("Carried"), _keys(carried), "certified"),
            _figure("lost", _("Not carried"), _keys(lost), "certified"),
            _figure(
                "quorum",
                _("Without a quorum"),
                [row.key for row in certified if not row.result["quorate"]],
                "certified",
            ),
            *_of_steps(year),
            _summed("could-vote", _("Votes that could be cast"), certified, "could_vote"),
            _summed("ballots", _("Ballots cast"), certified, "ballots", base="could-vote"),
            *median_and_longest(
                "voting",
                _("Days from the opening to the close"),
                of=MOTION,
                keys=_keys(certified),
                days=[days_between(row.opened_at, row.closed_at) for row in certified],
                is_public=True,
            ),
            *median_and_longest(
                "certifying",
                _("Days from the close to the certification"),
                of=MOTION,
                keys=_keys(certified),
                days=[days_between(row.closed_at, row.certified_at) for row in certified],
                is_public=True,
            ),
            _figure("with-a-day", _("Certified under rules that name a day"), _keys(with_a_day)),
            _figure("in-time", _("Certified by that day"), _keys(in_time), "with-a-day"),
            _figure(
                "late",
                _("Certified later"),
                [row.key for row in with_a_day if row not in in_time],
                "with-a-day",
            ),
        ],
        tables=[
            table(
                "kind",
                _("By kind"),
                _("Kind"),
                dict(MotionKind.choices),
                {
                    "certified": Column(_("Certified"), _by_kind(certified)),
                    "carried": Column(_("Carried"), _by_kind(carried)),
                    "could": Column(
                        _("Votes that could be cast"),
                        _by_kind(certified),
                        grouped((row.kind, row.could_vote) for row in certified),
                    ),
                    "ballots": Column(
                        _("Ballots cast"),
                        _by_kind(certified),
                        grouped((row.kind, row.ballots) for row in certified),
                    ),
                },
                of=MOTION,
                is_public=True,
            ),
        ],
    )


def _keys(rows: Iterable[Certified]) -> list[int]:
    return [row.key for row in rows]


def _by_kind(rows: Iterable[Certified]) -> dict[str, list[int]]:
    return grouped((row.kind, row.key) for row in rows)


def _figure(
    name: str, label: Text, keys: Sequence[int], base: str = "", *, is_public: bool = True
) -> Figure:
    return Figure(name=name, label=label, of=MOTION, keys=keys, base=base, is_public=is_public)


def _summed(
    name: str, label: Text, rows: Sequence[Certified], amount: str, base: str = ""
) -> Figure:
    return Figure(
        name=name,
        label=label,
        of=MOTION,
        keys=_keys(rows),
        amounts=[getattr(row, amount) for row in rows],
        measure=Measure.SUM,
        base=base,
        is_public=True,
    )


STEPS = {
    Step.WITHDRAWN: ("withdrawn", _("Votes withdrawn")),
    Step.ANNULLED: ("annulled", _("Results annulled")),
    Step.EXTENDED: ("extended", _("Votes with a later deadline")),
    Step.CONTESTED: ("contested", _("Results that a centre contested")),
}


def _of_steps(year: Year) -> list[Figure]:
    """Votes with such a step in the year, once each."""
    steps = MotionEvent.objects.filter(year.holds("at"), what__in=STEPS)
    of_step = grouped(steps.order_by("motion").values_list("what", "motion").distinct())
    return [
        _figure(name, label, of_step.get(step, ()), is_public=False)
        for step, (name, label) in STEPS.items()
    ]


ROWS = (
    Rows(
        name=MOTION,
        label=_("Votes"),
        read=lambda keys: Motion.objects.filter(pk__in=keys),
        title=str,
        url=lambda row: reverse("admin:voting_motion_change", args=[row.pk]),
    ),
)
VOTES = Chapter(name="votes", title=_("Votes"), tell=tell_votes)
