"""One spelling of names and words, however they are typed. Pure: no Django.

A word in Greek or Cyrillic, or with letters that are written out (ö as oe), has several *readings*
in plain small letters. The first is made letter by letter, so that the beginning of a word gives
the beginning of its reading; the others are what people write who follow a standard:

- Greek: ELOT 743 (ISO 843 type 2), the one of passports and addresses;
- Cyrillic: Bulgaria's Transliteration Act of 2009, which is also the first reading of letters that
  other languages share; Ukraine's table of 2010 (Cabinet resolution 55); that of Russian names in
  passports (ICAO Doc 9303); and the South Slavic Latin of Serbia, Montenegro, Bosnia and North
  Macedonia (ISO 9:1968 as it is used there), without marks;
- German, the Nordic languages, Croatian: the letter without its mark, and the one written out.

Everything else, Georgian and Armenian among it, goes by `anyascii`.
"""

import re
from functools import lru_cache
from unicodedata import combining, normalize

from anyascii import anyascii

from common.typed_text import one_line

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"['`´ʹʼʾʿˈ\u2018\u2019\u201b′＇\u0374]+")
INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # "a.s." is one word
PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t"}
    | {"ŋ": "n", "ı": "i", "ĸ": "k", "ə": "e", "ŀ": "l", "ſ": "s", "ς": "σ"}
)
WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "đ": "dj"})
DIGRAPH = re.compile("ae|oe|ue|aa|dj")  # written out, or a word that merely has the two letters

GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)
GREEK_PAIRS = (
    (re.compile("([αεη])[υύ](?=[θκξπσςτφχψ]|$)"), r"\1f"),
    (re.compile("([αεη])[υύ]"), r"\1v"),
    (re.compile("ο[υύ]"), "ou"),
    (re.compile("γ(?=[γξχ])"), "n"),
    (re.compile("^μπ|μπ$"), "b"),
)
SHARED = dict(zip("абвгдезиклмнопрстуфхіїґўэы", "abvgdeziklmnoprstufhiigwey", strict=True))
SHARED |= {"ў": "u", "ё": "e", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz"}
SHARED |= {"ѕ": "dz", "ѓ": "gj", "ќ": "kj", "ѐ": "e", "ѝ": "i"}
BULGARIAN = str.maketrans(
    SHARED
    | {"ж": "zh", "й": "y", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ь": "y"}
    | {"ю": "yu", "я": "ya", "є": "ye"}
)
UKRAINIAN = str.maketrans(
    SHARED
    | {"г": "h", "и": "y", "й": "i", "є": "ie", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch"}
    | {"ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "ъ": ""}
)
BULGARIAN_END = re.compile("ия$")  # by the Act: "София" is "Sofia", not "Sofiya"
UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
RUSSIAN = str.maketrans(
    SHARED
    | {"ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie"}
    | {"ь": "", "ю": "iu", "я": "ia", "є": "ie"}
)
SOUTH_SLAVIC = str.maketrans(
    SHARED
    | {"ж": "z", "й": "j", "ц": "c", "ч": "c", "ш": "s", "щ": "st", "ъ": "a", "ь": ""}
    | {"ю": "ju", "я": "ja", "є": "je", "ђ": "d", "ѓ": "g", "ќ": "k"}
)
ONLY_SOUTH_SLAVIC, ONLY_UKRAINIAN = set("јљњћђџѕѓќ"), set("іїєґ")


@lru_cache(maxsize=16384)
def readings(word: str) -> tuple[str, ...]:
    """A word in plain small letters: letter by letter first, then as else it may be written."""
    plain = list(_by_standard(word))
    if DIGRAPH.search(plain[0]):  # "Soehne" is also found by "Söhne"
        plain.append(_without_digraphs(plain[0]))
    return tuple(reading for reading in dict.fromkeys(plain) if reading)


def words(text: str) -> list[str]:
    """All readings of the words of a text, to be found by, each once and in their order."""
    found = _split(text)
    if APOSTROPHES.search(text):
        found += _joined(text)
    return list(dict.fromkeys(reading for word in found for reading in readings(word)))


def sought(text: str) -> list[str]:
    """The words that somebody looks for, each once and in the one reading that `words` has too,
    whole or as a beginning."""
    return list(dict.fromkeys(found[0] for word in _split(text) if (found := readings(word))))


@lru_cache(maxsize=8192)
def names(name: str) -> tuple[str, ...]:
    """The ways in which a name is written, in one spelling: two names are one if they share any.

    The first is the key by which a database tells names apart.
    """
    each = [_by_standard(word) for word in _joined(INITIALS.sub("", name))]
    ways = (" ".join(filter(None, words)) for words in zip(*each, strict=True))
    return tuple(dict.fromkeys(map(_without_digraphs, filter(None, ways))))


def name_key(name: str) -> str:
    return next(iter(names(name)), "")


def same_name(name: str, other: str) -> bool:
    return bool(set(names(name)) & set(names(other)))


def transliterated(text: str) -> str:
    """In plain letters, by the standard of the language that its letters tell; for addresses."""
    small = [_small(word) for word in _joined(text)]
    letters = set("".join(small))
    if letters & ONLY_UKRAINIAN:
        small = [_ukrainian(word) for word in small]
    elif letters & ONLY_SOUTH_SLAVIC:
        small = [word.translate(SOUTH_SLAVIC) for word in small]
    else:
        small = [BULGARIAN_END.sub("ia", word) for word in small]
    return " ".join(filter(None, (_ascii(_greek(word)) for word in small)))


def slug(text: str, longest: int) -> str:
    """The last part of a page's address; empty where nothing of the text can be read."""
    return transliterated(text).replace(" ", "-")[:longest].strip("-")


def _split(text: str) -> list[str]:
    return WORD.findall(one_line(text))


def _joined(text: str) -> list[str]:
    """An apostrophe is no end of a word: "O'Brien", and "d'Italia"."""
    return WORD.findall(APOSTROPHES.sub("", one_line(text)))


def _small(word: str) -> str:
    return normalize("NFC", word.casefold())


def _is_greek(small: str) -> bool:
    return any("\u0370" <= letter < "\u0400" for letter in normalize("NFD", small))


def _is_cyrillic(small: str) -> bool:
    return any("\u0400" <= letter < "\u0530" for letter in small)


def _greek(small: str) -> str:
    for pair, latin in GREEK_PAIRS:
        small = pair.sub(latin, small)
    return small


def _by_standard(word: str) -> tuple[str, ...]:
    """A word in plain small letters: letter by letter, in Greek, Ukrainian, Russian, South Slavic
    and with its letters written out. A standard for other letters leaves it as the first is."""
    small = _small(word)
    first = _plain(small)
    greek = _plain(_greek(small)) if _is_greek(small) else first
    cyrillic, written_out = (first, first, first), first
    if _is_cyrillic(small):
        ways = (_ukrainian(small), small.translate(RUSSIAN), small.translate(SOUTH_SLAVIC))
        cyrillic = (_plain(ways[0]), _plain(ways[1]), _plain(ways[2]))
    elif not small.isascii():
        written_out = _plain(small.translate(WRITTEN_OUT))
    return (first, greek, *cyrillic, written_out)


def _ukrainian(small: str) -> str:
    first = UKRAINIAN_FIRST.get(small[:1], small[:1])
    return f"{first}{small[1:]}".replace("зг", "zgh").translate(UKRAINIAN)


def _without_digraphs(plain: str) -> str:
    return DIGRAPH.sub(lambda pair: pair[0][0], plain)


def _plain(small: str) -> str:
    """To compare by: "iya" is as often written "ia"."""
    return _ascii(small).replace("iy", "i")


def _ascii(small: str) -> str:
    """Letters and figures in ASCII."""
    if small.isascii():
        return small
    text = normalize("NFKD", small.translate(BULGARIAN).translate(PLAIN))
    text = "".join(letter for letter in text if not combining(letter))
    text = anyascii(text.casefold().translate(PLAIN).translate(GREEK)).casefold()
    return "".join(filter(str.isalnum, text))
