"""The Network's balance, and what an admission would do to it. Pure: no Django, no database.

Experience is the Network's own split of its members; regions are those of UN M49. The balance
is shown to those who vote and never decides anything.
"""

from collections import Counter
from dataclasses import dataclass

from members.countries import REGION_OF

EXPERIENCED, NEW, UNKNOWN = "experienced", "new", ""
REGION_ORDER = ("Northern Europe", "Western Europe", "Southern Europe", "Eastern Europe")
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Unit:
    """A centre as the balance sees it."""

    name: str
    country: str
    maturity: str = UNKNOWN
    is_member: bool = True

    @property
    def region(self):
        return REGION_OF.get(self.country, "")


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
    experience: tuple[Row, ...]
    regions: tuple[Row, ...]
    dots: tuple[Group, ...]
    sentence: str

    @property
    def rows(self):
        return self.experience + self.regions


def maturity_on(began, day, new_for_years):
    """ "new" until a centre that began on `began` is so many years old; "" if that is not known."""
    if began is None:
        return UNKNOWN
    years = day.year - began.year - ((day.month, day.day) < (began.month, began.day))
    return NEW if years < new_for_years else EXPERIENCED


def with_candidate(units, candidate):
    """The balance of the members (`units`) before and after `candidate` joins them."""
    after = [*units, candidate]
    return Composition(
        experience=_rows(units, after, lambda unit: unit.maturity, _experience_labels(after)),
        regions=_rows(units, after, lambda unit: unit.region, _region_labels(after)),
        dots=_dots(units, candidate),
        sentence=_sentence(units, candidate),
    )


def _experience_labels(units):
    labels = {EXPERIENCED: "Experienced", NEW: "New"}
    if any(unit.maturity == UNKNOWN for unit in units):
        labels[UNKNOWN] = "Experience not known"
    return labels


def _region_labels(units):
    present = {unit.region for unit in units} - {""}
    return {region: region for region in (*REGION_ORDER, *sorted(present - set(REGION_ORDER)))}


def _rows(before, after, of, labels):
    was, will_be = Counter(map(of, before)), Counter(map(of, after))
    return tuple(Row(label, was[value], will_be[value]) for value, label in labels.items())


def _dots(units, candidate):
    after = [(unit, False) for unit in units] + [(candidate, True)]
    return tuple(
        Group(
            region,
            tuple(Dot(unit.name, chosen) for unit, chosen in after if unit.region == region),
        )
        for region in _region_labels([unit for unit, _chosen in after])
    )


def _sentence(units, candidate):
    after = Counter(unit.maturity for unit in [*units, candidate])
    experience = f"{after[EXPERIENCED]} experienced and {after[NEW]} new members"
    if after[UNKNOWN]:
        experience += f" ({after[UNKNOWN]} not known)"
    in_region = sum(unit.region == candidate.region for unit in units)
    ordinal = (
        "its first" if in_region == 0 else f"{_word(in_region + 1)} instead of {_word(in_region)}"
    )
    return (
        f"With {candidate.name} the Network would have {experience}; "
        f"{candidate.region or 'its region'} would have {ordinal}."
    )


def _word(number):
    return WORDS[number] if number < len(WORDS) else str(number)
