"""Dates as people in Europe type them: 30.06.2022, 30/6/2022, 2022-06-30, 06/2022, June 2022,
"30 czerwca 2022", "2022. június 30.", 30.VI.2022. The day stands before the month, as it does
everywhere here.

The months' names are those of Django's translations, in every official language of the Union and
its neighbours, in their own letters; only one in Latin letters may be a transliteration. What could
be two dates is refused: a year of two figures, a name that is October in one language and November
in another.
"""

import gettext
import re
from collections import defaultdict
from datetime import MAXYEAR, date
from functools import cache
from pathlib import Path
from unicodedata import combining, normalize

import django

from common.folding import name_key, names
from common.languages import EUROPEAN_LANGUAGES
from common.typed_text import one_line

CATALOGUES = Path(django.__file__).parent / "conf" / "locale"
OTHER_FOLDERS = {"no": "nb", "cnr": "sr_Latn"}  # where Django calls a language otherwise
FULL = (
    "January February March April May June July August September October November December".split()
)
SHORT = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
OF_OURS = {  # where Django has no translation
    "mt": (
        "Jannar Frar Marzu April Mejju Ġunju Lulju Awwissu Settembru Ottubru Novembru Diċembru"
    ).split(),
}
ALSO = {"de": {1: "Jänner", 2: "Feber"}, "es": {9: "setiembre"}}  # beside Django's
ROMAN = {
    name: number for number, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)
}
YEAR, MONTH, DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
BETWEEN = r"(?:\s?[-./]\s?|\s)"
DASHES = re.compile("[\u2010-\u2015\u2212]")
THE_YEAR = re.compile(
    r"(?<=\d)\s?(?:г|год|года|р|рік|року|r|g|god|godine|gada|m)\.?$", re.IGNORECASE
)
IN_FIGURES = [
    re.compile(rf"{form}\.?")
    for form in (
        YEAR,
        rf"{YEAR}{BETWEEN}{MONTH}",
        rf"{YEAR}{BETWEEN}{MONTH}{BETWEEN}{DAY}",
        rf"{MONTH}{BETWEEN}{YEAR}",
        rf"{DAY}{BETWEEN}{MONTH}{BETWEEN}{YEAR}",
    )
]
IN_WORDS = re.compile(r"[\w\s.,'\u2019/-]+")
PART = re.compile(r"[0-9]+|[^\W\d_]+")
# What stands beside day, month and year: "1er juin", "30 de junio", "30th of June", "2022 г.".
BESIDE = frozenset(
    "a am d da dan de del den der di do dne el er g gada god god. godine i il la le m o of on os r "
    "rd re st nd ta th the u v w г год года на р рік року ος η την της στις".split()
)
LATIN = re.compile("[a-z]")
ORDERS = {"DNY", "NDY", "NY", "YDN", "YN", "YND"}


class NotReadableError(ValueError):
    """No date as anybody writes one, or one of two."""


class TwoMonthsError(NotReadableError):
    """The month is called like another one in another language."""

    def __init__(self, name: str, dates: dict[int, str]) -> None:
        super().__init__(name)
        self.name, self.dates = name, dates  # by the months, in figures that are read as one


class NoSuchDayError(ValueError):
    """Written as a date, but the calendar has none."""


def partial(typed: str) -> str:
    """ "2022", "2022-06" or "2022-06-30", no more exact than it was typed.

    Raises NotReadableError, of which one kind is TwoMonthsError, and NoSuchDayError.
    """
    text = THE_YEAR.sub("", DASHES.sub("-", one_line(typed)))
    for form in IN_FIGURES:
        if found := form.fullmatch(text):
            parts = {part: int(figures) for part, figures in found.groupdict().items()}
            if "day" in parts and text.count("-") == 1:  # "05–06 2022" is from May to June
                raise NotReadableError
            return _in_order(**parts)
    return _in_order(**_in_words(text))


def whole(typed: str) -> date:
    """The same, for a day; a month alone is not readable."""
    found = partial(typed)
    if len(found) < len("2022-06-30"):
        raise NotReadableError
    return date.fromisoformat(found)


def _in_words(text: str) -> dict[str, int]:
    """The parts of a date that names its month."""
    if not IN_WORDS.fullmatch(text):
        raise NotReadableError
    kinds, figures, name = "", {}, ""
    for part in PART.findall(text):
        if part.isdecimal():
            kinds += "Y" if len(part) == 4 else "D" if len(part) < 3 else "?"
            figures[kinds[-1]] = int(part)
        elif part in ROMAN or part.casefold() not in BESIDE:
            name = f"{name} {part}" if kinds.endswith("N") else part
            kinds = f"{kinds.removesuffix('N')}N"
    months = _called(name)
    if kinds not in ORDERS or not months:
        raise NotReadableError
    day, year = figures.get("D"), figures["Y"]
    if len(months) > 1:
        before = "" if day is None else f"{day}."
        raise TwoMonthsError(name, {month: f"{before}{month}.{year}" for month in sorted(months)})
    parts = {"year": year, "month": months.pop()}
    return parts if day is None else {**parts, "day": day}


def _called(name: str) -> set[int]:
    """The months of this name: in English if it has one, else in all other languages; a short form
    counts only where nothing is called so in full."""
    if name.upper() in ROMAN:
        return {ROMAN[name.upper()]}
    every = tuple(OTHER_FOLDERS.get(code, code) for code, _language in EUROPEAN_LANGUAGES)
    ways = _ways(name)
    for languages in (("en",), every):
        for are_short in (False, True):
            found = set()
            for language in languages:
                months = _months(language, are_short)
                found |= set().union(*(months.get(way, set()) for way in ways))
            if found:
                return found
    return set()


def _ways(name: str) -> tuple[str, ...]:
    """What a name is looked up by: in letters that are not Latin it is no other language's."""
    own = "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return names(name) if LATIN.search(own) else (own,)


def _in_order(year: int, month: int | None = None, day: int | None = None) -> str:
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
        if not 1000 <= year < MAXYEAR:  # the last year has a day that nothing follows
            raise ValueError
    except ValueError:
        raise NoSuchDayError from None
    return "-".join(f"{part:02d}" for part in (year, month, day) if part is not None)


@cache
def _months(language: str, are_short: bool) -> dict[str, set[int]]:
    """The numbers of the months, by what they are called."""
    found: dict[str, set[int]] = defaultdict(set)
    catalogue = gettext.translation("django", CATALOGUES, [language], fallback=True)
    ours = OF_OURS.get(language, FULL)
    for number, (name, short, own) in enumerate(zip(FULL, SHORT, ours, strict=True), 1):
        if are_short:
            called = {
                catalogue.pgettext("abbrev. month", short),
                catalogue.gettext(name[:3].lower()),
            }
        else:
            called = {own, catalogue.gettext(name), catalogue.pgettext("alt. month", name)}
        called.add(ALSO.get(language, {}).get(number, own))
        for way in called:
            for spelt in {name_key(way), *_ways(way)[:1]}:
                found[spelt].add(number)
    return dict(found)
