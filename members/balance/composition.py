"""The Network's balance, and what an admission would do to it. Pure: no Django, no database.

Experience is the Network's own split of its members; regions are those of UN M49. The balance
is shown to those who vote and never decides anything.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import log
from typing import TypedDict

from common.countries import ELSEWHERE, EUROPE, REGION_OF, STANDING_OF, STANDINGS

EXPERIENCED, NEW, UNKNOWN = "experienced", "new", ""
REGION_ORDER = ("Northern Europe", "Western Europe", "Southern Europe", "Eastern Europe")
STANDING_ORDER = (*STANDINGS, ELSEWHERE)
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NOT_DEFINED = "not defined"

Counts = Counter[tuple[str, str, bool]]  # by country, maturity, and whether it is a member


@dataclass(frozen=True)
class Unit:
    """A centre as the balance sees it. An associate is in the Network, but no member."""

    name: str
    country: str
    maturity: str = UNKNOWN
    is_member: bool = True

    @property
    def region(self) -> str:
        return REGION_OF.get(self.country, "")


# --- The Network at one moment ----------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """So many out of so many."""

    label: str
    count: int
    base: int

    @property
    def percent(self) -> int:
        """To the nearest whole number, for the eye; nothing is decided by it."""
        return (200 * self.count + self.base) // (2 * self.base) if self.base else 0


@dataclass(frozen=True)
class Balance:
    """Experience is that of the members; all else counts the associates as well."""

    total: int
    members: int
    experience: tuple[Share, ...]
    regions: tuple[Share, ...]
    standings: tuple[Share, ...]
    covered: tuple[str, ...]
    evenness: float | None

    @property
    def evenness_shown(self) -> str:
        return shown(self.evenness)

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The countries of Europe without a centre in the Network."""
        return tuple(code for code in EUROPE if code not in self.covered)

    @property
    def uncovered_by_standing(self) -> list[tuple[str, list[str]]]:
        """[(standing, countries)], each country of Europe without a centre once."""
        missing = self.uncovered
        return [
            (label, [code for code in missing if STANDING_OF.get(code, ELSEWHERE) == label])
            for label in STANDING_ORDER
        ]


def balance_of(units: Iterable[Unit]) -> Balance:
    """The balance of these centres."""
    return _balance(_counted(units))


def _counted(units: Iterable[Unit]) -> Counts:
    return Counter((unit.country, unit.maturity, unit.is_member) for unit in units)


def _balance(counts: Counts) -> Balance:
    countries: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    standings: Counter[str] = Counter()
    experience: Counter[str] = Counter()
    for (country, maturity, is_member), count in counts.items():
        countries[country] += count
        regions[REGION_OF.get(country, "")] += count
        standings[STANDING_OF.get(country, ELSEWHERE)] += count
        experience[maturity] += count * is_member
    total, members = countries.total(), experience.total()
    experience_labels = {EXPERIENCED: "Experienced", NEW: "New"}
    if experience[UNKNOWN]:
        experience_labels[UNKNOWN] = "Experience not known"
    others = sorted(region for region in regions if region and region not in REGION_ORDER)
    region_labels = {region: region for region in (*REGION_ORDER, *others)}
    return Balance(
        total=total,
        members=members,
        experience=_shares(experience, experience_labels, members),
        regions=_shares(regions, region_labels, total),
        standings=_shares(standings, {label: label for label in STANDING_ORDER}, total),
        covered=tuple(sorted(countries)),
        evenness=evenness([regions[region] for region in REGION_ORDER]),
    )


def evenness(counts: Sequence[int]) -> float | None:
    """Pielou's J: how evenly centres are spread over groups, from 0 to 1.

    J = H / ln(S), where S is the number of groups, empty ones included, and
    H = -sum(p * ln(p)) over the groups that are not empty, p being a group's share of all.

    1: all groups are of the same size. 0: one group has everything. The order of the groups and a
    common factor do not matter. Not defined, None: there are fewer than two groups, or nothing is
    in any of them. The balance takes it of the four regions of Europe by M49, so a Network in one
    region has 0; centres outside the four (Western Asia) are left out of it.
    """
    total = sum(counts)
    if len(counts) < 2 or not total:
        return None
    entropy = sum(count / total * log(total / count) for count in counts if count)
    return min(1.0, entropy / log(len(counts)))


def shown(index: float | None) -> str:
    """An index with two digits, as it is written and stored."""
    return NOT_DEFINED if index is None else f"{index:.2f}"


def _shares(counts: Counter[str], labels: Mapping[str, str], base: int) -> tuple[Share, ...]:
    return tuple(Share(label, counts[value], base) for value, label in labels.items())


# --- Newly established ------------------------------------------------------------------


def age_on(began: date, day: date) -> int:
    """A centre's whole years on that day."""
    return day.year - began.year - ((day.month, day.day) < (began.month, began.day))


def maturity_on(began: date | None, day: date, new_for_years: int) -> str:
    """ "new" until a centre that began on `began` is so many years old; "" if that is not known."""
    if began is None:
        return UNKNOWN
    return NEW if age_on(began, day) < new_for_years else EXPERIENCED


@dataclass(frozen=True)
class Classified:
    """The Network's own word on a centre beside what the rule's definition would say."""

    name: str
    listed: str
    by_rule: str
    years: int | None

    @property
    def differs(self) -> bool:
        return bool(self.listed and self.by_rule) and self.listed != self.by_rule


def classified(
    name: str, listed: str, began: date | None, day: date, new_for_years: int
) -> Classified:
    """Shown side by side; a centre never changes its class by this."""
    years = None if began is None else age_on(began, day)
    return Classified(name, listed, maturity_on(began, day, new_for_years), years)


# --- Before and after -------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    label: str
    before: int
    after: int


@dataclass(frozen=True)
class Dot:
    label: str
    is_candidate: bool


@dataclass(frozen=True)
class Group:
    label: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Composition:
    """`evenness` is (before, after) as text; `uncovered` are the countries still without one."""

    experience: tuple[Row, ...]
    regions: tuple[Row, ...]
    standings: tuple[Row, ...]
    countries: Row
    evenness: tuple[str, str]
    uncovered: tuple[str, ...]
    dots: tuple[Group, ...]
    sentence: str

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.experience + self.regions


def with_candidate(units: Sequence[Unit], candidate: Unit) -> Composition:
    """The balance of the members (`units`) before and after `candidate` joins them."""
    counts = _counted(units)
    was, will_be = _balance(counts), _balance(counts + _counted([candidate]))
    regions = [share.label for share in will_be.regions]
    dots: dict[str, list[Dot]] = {region: [] for region in (*regions, "")}
    for unit in units:
        dots[unit.region].append(Dot(unit.name, False))
    dots[candidate.region].append(Dot(candidate.name, True))  # it comes last in its region
    return Composition(
        experience=_rows(was.experience, will_be.experience),
        regions=_rows(was.regions, will_be.regions),
        standings=_rows(was.standings, will_be.standings),
        countries=Row("Countries", len(was.covered), len(will_be.covered)),
        evenness=(was.evenness_shown, will_be.evenness_shown),
        uncovered=will_be.uncovered,
        dots=tuple(Group(region, tuple(dots[region])) for region in regions),
        sentence=_sentence(will_be, candidate),
    )


def _rows(before: Iterable[Share], after: Iterable[Share]) -> tuple[Row, ...]:
    """Whatever there is after: joining takes nothing away."""
    was = {share.label: share.count for share in before}
    return tuple(Row(share.label, was.get(share.label, 0), share.count) for share in after)


def _sentence(after: Balance, candidate: Unit) -> str:
    counts = {share.label: share.count for share in (*after.experience, *after.regions)}
    experience = f"{counts['Experienced']} experienced and {counts['New']} new members"
    if unknown := counts.get("Experience not known"):
        experience += f" ({unknown} not known)"
    now = counts.get(candidate.region, 1)
    ordinal = "its first" if now == 1 else f"{_word(now)} instead of {_word(now - 1)}"
    return (
        f"With {candidate.name} the Network would have {experience}; "
        f"{candidate.region or 'its region'} would have {ordinal}."
    )


def _word(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else str(number)


# --- To keep and to show again ----------------------------------------------------------


class RowDocument(TypedDict):
    label: str
    before: int
    after: int


class DotDocument(TypedDict):
    label: str
    is_candidate: bool


class GroupDocument(TypedDict):
    label: str
    dots: list[DotDocument]


class CompositionDocument(TypedDict):
    """What can be kept with a decision: lists, texts and whole numbers."""

    experience: list[RowDocument]
    regions: list[RowDocument]
    standings: list[RowDocument]
    countries: RowDocument
    evenness: list[str]
    uncovered: list[str]
    dots: list[GroupDocument]
    sentence: str


def stored(composition: Composition) -> CompositionDocument:
    document: CompositionDocument = json.loads(json.dumps(asdict(composition)))
    return document


def restored(document: CompositionDocument | None) -> Composition | None:
    """The composition that was kept, None where none was."""
    if not document:
        return None
    before, after = document["evenness"]
    return Composition(
        experience=tuple(Row(**row) for row in document["experience"]),
        regions=tuple(Row(**row) for row in document["regions"]),
        standings=tuple(Row(**row) for row in document["standings"]),
        countries=Row(**document["countries"]),
        evenness=(before, after),
        uncovered=tuple(document["uncovered"]),
        dots=tuple(
            Group(group["label"], tuple(Dot(**dot) for dot in group["dots"]))
            for group in document["dots"]
        ),
        sentence=document["sentence"],
    )
