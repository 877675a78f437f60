"""The chapter on the use of papers in the report of a year. Nothing is known of who reads."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Sum
from django.db.models.functions import ExtractMonth
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from common.yearly import Chapter, Column, Figure, Measure, Told, Year, grouped, table
from knowledge_exchange.discovery.models import DailyUse
from knowledge_exchange.papers.yearly import PAPER

MOST_READ = 10
USES = (("views", _("Times a page was read")), ("downloads", _("Downloads")))


class Used(NamedTuple):
    """One paper in one month."""

    paper: int
    title: str
    month: int
    views: int
    downloads: int


def tell_use(year: Year) -> Told:
    """One query: so many lines as there are papers in use, for each month."""
    rows = DailyUse.objects.filter(year.holds_day("day")).annotate(month=ExtractMonth("day"))
    counted = rows.order_by("paper", "month").values("paper", "paper__title", "month")
    counted = counted.annotate(read=Sum("views"), taken=Sum("downloads"))
    facts = counted.values_list("paper", "paper__title", "month", "read", "taken")
    used = [Used(*row) for row in facts]
    title_of = {row.paper: row.title for row in used}
    of_paper = {name: dict.fromkeys(title_of, 0) for name, _label in USES}
    for row in used:
        for name in of_paper:
            of_paper[name][row.paper] += getattr(row, name)
    most = sorted(title_of, key=lambda key: (-sum(of_paper[name][key] for name in of_paper), key))
    return Told(
        figures=[
            Figure(name="papers", label=_("Papers in use"), of=PAPER, keys=list(title_of)),
            *(
                Figure(
                    name=name,
                    label=label,
                    of=PAPER,
                    keys=[key for key, number in of_paper[name].items() if number],
                    amounts=[number for number in of_paper[name].values() if number],
                    measure=Measure.SUM,
                )
                for name, label in USES
            ),
        ],
        tables=[
            table(
                "month",
                _("By month"),
                _("Month"),
                year.months(),
                {name: _of_months(label, name, used) for name, label in USES},
                of=PAPER,
            ),
            table(
                "most-read",
                _("Most used papers"),
                _("Paper"),
                {str(key): title_of[key] for key in most[:MOST_READ]},
                {
                    name: Column(
                        label,
                        {str(key): [key] for key in most},
                        {str(key): [number] for key, number in of_paper[name].items()},
                    )
                    for name, label in USES
                },
                of=PAPER,
            ),
        ],
    )


def _of_months(label: Text, name: str, used: Sequence[Used]) -> Column:
    some = [(str(row.month), row.paper, getattr(row, name)) for row in used if getattr(row, name)]
    return Column(
        label,
        grouped((month, paper) for month, paper, _number in some),
        grouped((month, number) for month, _paper, number in some),
    )


USE = Chapter(name="use", title=_("Use of papers"), tell=tell_use)
