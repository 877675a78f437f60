"""Which characters the bytes of a text file are. Pure.

Unicode says so itself, or it shows. A Windows code page does not: any file can be read as several,
so the likeliest is taken and the others are offered, with words by which a person can judge.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from common.country_names import OTHER_CODES

BYTE_ORDER_MARKS = (  # the longer ones first: one begins like another
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
MOSTLY = 0.3  # of the bytes at one of two places are 0, where plain letters are two bytes each

GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъьюяёђѓєѕіїјљњћќўџґыэ"
WESTERN = {
    "DE AT CH LI LU": "äöüß",
    "FR BE CH LU MC": "àâæçèéêëîïôœùûüÿ",
    "ES AD": "áéíñóúüçàèò",
    "PT": "áâãàçéêíóôõúü",
    "IT SM CH": "àèéìîòùí",
    "NL BE": "áéëïóöüèê",
    "DK NO": "æøåéö",
    "SE FI": "åäöé",
    "IS": "áðéíóúýþæö",
    "IE GB": "áéíóú",
    "AL XK": "çë",
}
CENTRAL = {
    "PL": "ąćęłńóśźż",
    "CZ": "áčďéěíňóřšťúůýž",
    "SK": "áäčďéíĺľňóôŕšťúýž",
    "HU": "áéíóöőúüű",
    "SI HR BA ME RS": "čćđšž",
    "RO MD": "ăâîşţșț",
    "DE AT": "äöüß",
    "AL XK": "çë",
}
BALTIC = {
    "LT": "ąčęėįšųūž",
    "LV": "āčēģīķļņšūž",
    "EE": "äöõüšž",
    "PL": "ąćęłńóśźż",
    "DE SE FI": "åäöüß",
}
ONLY_GREEK, ONLY_CYRILLIC = {"GR CY": GREEK}, {"BG RS MK UA": CYRILLIC}
CODE_PAGES = {  # in the order in which they are taken where nothing tells them apart
    "cp1252": ("Windows-1252", WESTERN),
    "cp1250": ("Windows-1250", CENTRAL),
    "cp1257": ("Windows-1257", BALTIC),
    "cp1253": ("Windows-1253", ONLY_GREEK),
    "cp1251": ("Windows-1251", ONLY_CYRILLIC),
    "cp1254": ("Windows-1254", {"TR": "çğıöşüâîû\u0307"}),
    "iso8859_2": ("ISO 8859-2", CENTRAL),
    "mac_roman": ("Mac Roman", WESTERN),
    "mac_latin2": ("Mac Central European", CENTRAL),
    "cp850": ("DOS 850", WESTERN),
    "cp852": ("DOS 852", CENTRAL),
}
WORD = re.compile(rb"(?<![^\s,;|\"])[^\s,;|\"\x80-\xff]*+[\x80-\xff][^\s,;|\"]*+")
COUNTRY = re.compile(rb"(?:^|[,;\t|\"])([A-Z]{2})(?=[,;\t|\"\r\n]|$)", re.MULTILINE)
CONTROL = re.compile("[\x80-\x9f]")  # of no text: then it is another code page
USUAL = set("“”„‚‘’«»‹›–—…·•°§€£ºª\u00a0")  # in a text of any language
MOST_WORDS = 2000  # looked at
SHOWN = 4


class NoTextError(ValueError):
    """The bytes are no text in any of these ways."""


@dataclass(frozen=True)
class Offer:
    """A code page that the file may be in, and how its words look by it."""

    code_page: str
    label: str
    sample: str


def unicode_of(content: bytes) -> tuple[str, str] | None:
    """(the text, the encoding) where the file is Unicode, or None; raises `NoTextError`."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    names = [marked] if marked else ["utf-8"]
    if not marked and b"\0" in content:
        names = [_by_zeros(content)]
    for name in names:
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            if name != "utf-8" and name != "utf-8-sig":
                raise NoTextError from None
    return None


def _by_zeros(content: bytes) -> str:
    pairs = max(len(content) // 2, 1)
    if content[1::2].count(0) > MOSTLY * pairs:
        return "utf-16-le"
    if content[::2].count(0) > MOSTLY * pairs:
        return "utf-16-be"
    raise NoTextError


def decoded(content: bytes, code_page: str = "") -> tuple[str, str]:
    """(the text, the code page): the one asked for, or else the likeliest."""
    try:
        if code_page in CODE_PAGES:
            return content.decode(code_page), code_page
    except UnicodeDecodeError:
        pass
    likeliest = offers(content)[0].code_page
    return content.decode(likeliest), likeliest


def offers(content: bytes) -> list[Offer]:
    """The likeliest first; those by which the file is the same text stand there once."""
    found = list(dict.fromkeys(WORD.findall(content)))[:MOST_WORDS]
    codes = {code.decode() for code in COUNTRY.findall(content)}
    countries = {OTHER_CODES.get(code, code) for code in codes}
    rated, texts = [], set()
    for place, (code_page, (label, languages)) in enumerate(CODE_PAGES.items()):
        try:
            text = content.decode(code_page)
        except UnicodeDecodeError:
            continue
        decoded = [word.decode(code_page) for word in found]
        if text in texts or CONTROL.search(text):
            continue
        texts.add(text)
        rating = sum(_likelihood(word, languages, countries) for word in decoded)
        rated.append((-rating, place, Offer(code_page, label, "  ".join(decoded[:SHOWN]))))
    return [offer for _rating, _place, offer in sorted(rated, key=lambda row: row[:2])]


def _likelihood(word: str, languages: dict[str, str], countries: Iterable[str]) -> int:
    """Whether it is a word of one of the languages; more, if of a country that the file names."""
    letters = {letter for letter in word.lower() if not letter.isascii()} - USUAL
    if any(not letter.isalpha() and letter != "\u0307" for letter in letters):
        return -2
    if any(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(word)):
        return -1
    spoken = [set(where.split()) for where, own in languages.items() if letters <= set(own)]
    if not spoken:
        return 0
    return 3 if any(where & set(countries) for where in spoken) else 1
