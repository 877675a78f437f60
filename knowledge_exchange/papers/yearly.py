"""The chapter on papers in the report of a year: what was published, how, and how fast."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import first_day
from common.yearly import (
    Chapter,
    Column,
    Figure,
    Rows,
    Told,
    Year,
    grouped,
    median_and_longest,
    table,
)
from knowledge_exchange.papers.enums import ClearanceMeans
from knowledge_exchange.papers.models import Clearance, Paper, PaperVersion

PAPER, VERSION = "knowledge_exchange.paper", "knowledge_exchange.version"
A_DAY = len("2026-11-25")


def tell_papers(year: Year) -> Told:
    announced = Q(published_at__lte=year.last_instant) & year.holds_partial("announced")
    rows = Paper.objects.ever_public().filter(announced).select_related("meeting").order_by("pk")
    published = list(rows)
    dated = [
        (paper.pk, (first_day(paper.announced) - paper.meeting.day).days)
        for paper in published
        if len(paper.announced) == A_DAY and paper.meeting.day
    ]
    dated = [(key, days) for key, days in dated if days >= 0]
    versions = PaperVersion.objects.published().filter(year.holds("published_at")).order_by("pk")
    numbers = list(versions.values_list("pk", "number"))
    withdrawn = Paper.objects.filter(year.holds("withdrawn_at")).order_by("pk")
    cleared = Clearance.objects.filter(year.holds("at")).order_by("version")
    return Told(
        figures=[
            Figure(
                name="papers",
                label=_("Papers published"),
                of=PAPER,
                keys=[paper.pk for paper in published],
                is_public=True,
            ),
            Figure(
                name="versions",
                label=_("Versions published"),
                of=VERSION,
                keys=[key for key, _number in numbers],
                is_public=True,
            ),
            Figure(
                name="corrections",
                label=_("Of them corrections"),
                of=VERSION,
                keys=[key for key, number in numbers if number > 1],
                base="versions",
                is_public=True,
            ),
            Figure(
                name="withdrawn",
                label=_("Papers withdrawn"),
                of=PAPER,
                keys=list(withdrawn.values_list("pk", flat=True)),
            ),
            *median_and_longest(
                "after-the-meeting",
                _("Days from the meeting to the paper"),
                of=PAPER,
                keys=[key for key, _days in dated],
                days=[days for _key, days in dated],
                is_public=True,
            ),
        ],
        tables=[
            table(
                "clearance",
                _("How texts were cleared"),
                _("Means"),
                dict(ClearanceMeans.choices),
                {
                    "cleared": Column(
                        _("Versions cleared"), grouped(cleared.values_list("means", "version"))
                    )
                },
                of=VERSION,
            )
        ],
    )


ROWS = (
    Rows(
        name=PAPER,
        label=_("Papers"),
        read=lambda keys: Paper.objects.filter(pk__in=keys),
        title=str,
        url=lambda row: reverse("admin:knowledge_exchange_paper_change", args=[row.pk]),
    ),
    Rows(
        name=VERSION,
        label=_("Versions of papers"),
        read=lambda keys: (
            PaperVersion.objects.filter(pk__in=keys).without_texts().select_related("paper")
        ),
        title=str,
        url=lambda row: reverse("admin:knowledge_exchange_paper_change", args=[row.paper_id]),
    ),
)
PAPERS = Chapter(name="papers", title=_("Papers"), tell=tell_papers)
