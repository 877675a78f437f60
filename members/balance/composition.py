"""The Network's balance, and what an admission would do to it. Pure: no Django, no database.

Experience is the Network's own split of its members; regions are those of UN M49. The balance
is shown to those who vote and never decides anything.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from math import log

from common.countries import ELSEWHERE, EUROPE, REGION_OF, STANDING_OF, STANDINGS

EXPERIENCED, NEW, UNKNOWN = "experienced", "new", ""
REGION_ORDER = ("Northern Europe", "Western Europe", "Southern Europe", "Eastern Europe")
STANDING_ORDER = (*STANDINGS, ELSEWHERE)
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NOT_DEFINED = "not defined"


@dataclass(frozen=True)
class Unit:
    """A centre as the balance sees it. An associate is in the Network, but no member."""

    name: str
    country: str
    maturity: str = UNKNOWN
    is_member: bool = True

    @property
    def region(self):
        return REGION_OF.get(self.country, "")


# --- The Network at one moment ----------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """So many out of so many."""

    label: str
    count: int
    base: int

    @property
    def percent(self):
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
    def evenness_shown(self):
        return shown(self.evenness)

    @property
    def uncovered(self):
        """The countries of Europe without a centre in the Network."""
        return tuple(code for code in EUROPE if code not in self.covered)

    @property
    def uncovered_by_standing(self):
        """[(standing, countries)], each country of Europe without a centre once."""
        missing = self.uncovered
        return [
            (label, [code for code in missing if STANDING_OF.get(code, ELSEWHERE) == label])
            for label in STANDING_ORDER
        ]


def balance_of(units):
    """The balance of these centres."""
    return _balance(_counted(units))


def _counted(units):
    return Counter((unit.country, unit.maturity, unit.is_member) for unit in units)


def _balance(seen):
    countries, regions, standings, experience = Counter(), Counter(), Counter(), Counter()
    for (country, maturity, is_member), count in seen.items():
        countries[country] += count
        regions[REGION_OF.get(country, "")] += count
        standings[STANDING_OF.get(country, ELSEWHERE)] += count
        experience[maturity] += count * is_member
    total, members = countries.total(), experience.total()
    return Balance(
        total=total,
        members=members,
        experience=_shares(experience, _experience_labels(experience), members),
        regions=_shares(regions, _region_labels(regions), total),
        standings=_shares(standings, {label: label for label in STANDING_ORDER}, total),
        covered=tuple(sorted(countries)),
        evenness=evenness([regions[region] for region in REGION_ORDER]),
    )


def evenness(counts):
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


def shown(index):
    """An index with two digits, as it is written and stored."""
    return NOT_DEFINED if index is None else f"{index:.2f}"


def _shares(counts, labels, base):
    return tuple(Share(label, counts[value], base) for value, label in labels.items())


def _experience_labels(counts):
    labels = {EXPERIENCED: "Experienced", NEW: "New"}
    if counts[UNKNOWN]:
        labels[UNKNOWN] = "Experience not known"
    return labels


def _region_labels(counts):
    others = sorted(region for region in counts if region and region not in REGION_ORDER)
    return {region: region for region in (*REGION_ORDER, *others)}


# --- Newly established ------------------------------------------------------------------


def age_on(began, day):
    """A centre's whole years on that day."""
    return day.year - began.year - ((day.month, day.day) < (began.month, began.day))


def maturity_on(began, day, new_for_years):
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
    def differs(self):
        return bool(self.listed and self.by_rule) and self.listed != self.by_rule


def classified(name, listed, began, day, new_for_years):
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
    def rows(self):
        return self.experience + self.regions


def with_candidate(units, candidate):
    """The balance of the members (`units`) before and after `candidate` joins them."""
    seen = _counted(units)
    was, will_be = _balance(seen), _balance(seen + _counted([candidate]))
    return Composition(
        experience=_rows(was.experience, will_be.experience),
        regions=_rows(was.regions, will_be.regions),
        standings=_rows(was.standings, will_be.standings),
        countries=Row("Countries", len(was.covered), len(will_be.covered)),
        evenness=(was.evenness_shown, will_be.evenness_shown),
        uncovered=will_be.uncovered,
        dots=_dots(units, candidate, [share.label for share in will_be.regions]),
        sentence=_sentence(will_be, candidate),
    )


def _rows(before, after):
    """Whatever there is after: joining takes nothing away."""
    was = {share.label: share.count for share in before}
    return tuple(Row(share.label, was.get(share.label, 0), share.count) for share in after)


def _dots(units, candidate, regions):
    """The candidate comes last in its region."""
    dots = {region: [] for region in (*regions, "")}
    for unit in units:
        dots[REGION_OF.get(unit.country, "")].append(Dot(unit.name, False))
    dots[candidate.region].append(Dot(candidate.name, True))
    return tuple(Group(region, tuple(dots[region])) for region in regions)


def _sentence(after, candidate):
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


def _word(number):
    return WORDS[number] if number < len(WORDS) else str(number)


# --- To keep and to show again ----------------------------------------------------------


def stored(composition):
    """What can be kept with a decision: lists, texts and whole numbers."""
    return json.loads(json.dumps(asdict(composition)))


def restored(document):
    """The composition that was kept, None where none was."""
    if not document:
        return None
    rows = {
        name: tuple(Row(**row) for row in document[name])
        for name in ("experience", "regions", "standings")
    }
    return Composition(
        **rows,
        countries=Row(**document["countries"]),
        evenness=tuple(document["evenness"]),
        uncovered=tuple(document["uncovered"]),
        dots=tuple(
            Group(group["label"], tuple(Dot(**dot) for dot in group["dots"]))
            for group in document["dots"]
        ),
        sentence=document["sentence"],
    )
