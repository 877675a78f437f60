"""The chapter on the Network's balance in the report of a year: as the year began and ended."""

from collections.abc import Mapping

from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from common.countries import ELSEWHERE, STANDING_OF
from common.yearly import Chapter, Column, Figure, Table, Told, Year, grouped, table
from members.balance.composition import (
    EXPERIENCED,
    NEW,
    STANDING_ORDER,
    Unit,
    balance_of,
)
from members.register.yearly import MEMBERSHIP, memberships_in

EXPERIENCE = {EXPERIENCED: _("Experienced"), NEW: _("New"), "unknown": _("Not known")}
STARTS, ENDS = _("As the year began"), _("As it ended")
Standing = list[tuple[int, Unit]]


def tell_balance(year: Year) -> Told:
    ends: dict[str, Standing] = {"start": [], "end": []}
    for row in memberships_in(year):
        for end, facts in (("start", row.at_start), ("end", row.at_end)):
            if facts:
                country = str(row.centre.country)
                is_member = facts.membership_class == "member"
                unit = Unit(row.centre.name, country, facts.maturity, is_member)
                ends[end].append((row.key, unit))
    began, ended = (balance_of(unit for _key, unit in ends[end]) for end in ("start", "end"))
    regions = [share.label for share in (*began.regions, *ended.regions)]
    return Told(
        figures=[
            Figure(
                name=f"countries-{end}",
                label=label,
                of=MEMBERSHIP,
                keys=_one_of_each_country(standing),
                is_public=True,
            )
            for (end, standing), label in zip(
                ends.items(),
                (
                    _("Countries with a centre as the year began"),
                    _("Countries with one at its end"),
                ),
                strict=True,
            )
        ],
        tables=[
            _side_by_side(
                "experience", _("Experience of the members"), _("Experience"), EXPERIENCE, ends
            ),
            _side_by_side(
                "region",
                _("Centres by region"),
                _("Region"),
                {name: name for name in regions},
                ends,
            ),
            _side_by_side(
                "standing",
                _("Centres by standing"),
                _("Standing"),
                {name: name for name in STANDING_ORDER},
                ends,
            ),
        ],
        note=_now(
            "Evenness over the four regions: %(before)s as the year began, %(after)s as it ended."
        )
        % {"before": began.evenness_shown, "after": ended.evenness_shown},
        is_note_public=True,
    )


def _one_of_each_country(standing: Standing) -> list[int]:
    """The membership that has been there longest stands for its country."""
    first: dict[str, int] = {}
    for key, unit in standing:
        first.setdefault(unit.country, key)
    return list(first.values())


LINE_OF = {  # what of a unit each table counts by; experience is that of the members
    "experience": lambda unit: (unit.maturity or "unknown") if unit.is_member else None,
    "region": lambda unit: unit.region or None,
    "standing": lambda unit: STANDING_OF.get(unit.country, ELSEWHERE),
}


def _side_by_side(
    name: str, title: Text, about: Text, lines: Mapping[str, Text], ends: Mapping[str, Standing]
) -> Table:
    columns = {
        end: Column(
            STARTS if end == "start" else ENDS,
            grouped(
                (slugify(line), key) for key, unit in standing if (line := LINE_OF[name](unit))
            ),
        )
        for end, standing in ends.items()
    }
    slugs = {slugify(line): label for line, label in lines.items()}
    return table(name, title, about, slugs, columns, of=MEMBERSHIP, is_public=True)


BALANCE = Chapter(name="balance", title=_("The Network's balance"), tell=tell_balance)
