"""When two names, websites or addresses are likely those of the same centre. Pure: no Django.

Names are compared as `common.folding` spells them, so that one in Greek or Cyrillic and its
transliteration are alike too.
"""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import urlsplit

from common.folding import name_key, names

ALMOST = 0.86  # of the letters of the distinctive words, as difflib counts
MOSTLY = 0.75  # of the distinctive words of the shorter name
SLIP = 0.8  # of all letters, where only the spelling differs
LEGAL = """
    ab ag aisbl as asbl ay bv doo eood ev fpa gie gmbh iks ike ks ltd limited mbh nv oy oyj plc sa
    sarl sas se sia spa spzoo srl sro uab vzw zrt kft
"""
COMMON = """
    a agence agencia agency agentschap agentur agenzia amt an and at by central centre center
    centro centrum competence competences competencia kompetenz kompetenzzentrum zentrum de del
    della den der des die department di do e einkauf et for fur government governmental in
    innovation innovacion innovazione innovative institute la le los ministerio ministerium
    ministero ministry national nationale nacional nazionale of office offentlig on 
    procurement public publica publicos publics purchasing state the to und van von voor y
"""
SAY_LITTLE = frozenset(map(name_key, (LEGAL + COMMON).split()))
SHARED_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com proton.me
    protonmail.com gmx.net gmx.de gmx.at web.de orange.fr free.fr wp.pl onet.pl seznam.cz libero.it
    """.split()
)


@dataclass(frozen=True)
class Likeness:
    """How alike, from 0 to 1, and in which respect."""

    score: float
    respect: str


@lru_cache(maxsize=8192)
def distinctive(name: str) -> tuple[tuple[str, ...], ...]:
    """The words that tell one name from another, for each way of writing it; all of them where
    every one says little."""
    ways = [way.split() for way in names(name)]
    return tuple(
        tuple(word for word in way if word not in SAY_LITTLE) or tuple(way) for way in ways
    )


def of_names(name: str, other: str) -> Likeness | None:
    """The likeness of two names in the ways of writing in which they are most alike, or None."""
    pairs = ((one, two) for one in distinctive(name) for two in distinctive(other))
    alike = (_of_words(first, second) for first, second in pairs)
    return max(filter(None, alike), key=lambda pair: pair.score, default=None)


def _of_words(first: tuple[str, ...], second: tuple[str, ...]) -> Likeness | None:
    if sorted(first) == sorted(second):
        return Likeness(1.0, "same name")
    if ratio := common_letters(" ".join(first), " ".join(second)):
        return Likeness(ratio, "almost the same name")
    shared = set(first) & set(second)
    share = len(shared) / min(len(set(first)), len(set(second)))
    if len(shared) > 1 and share >= MOSTLY:
        return Likeness(share * ALMOST, "many of the same words")
    return None


def common_letters(text: str, other: str) -> float:
    """The share of common letters if it is large enough, else 0; the quick bounds go first."""
    both = len(text) + len(other)
    if 2 * min(len(text), len(other)) < ALMOST * both:
        return 0
    if 2 * (Counter(text) & Counter(other)).total() < ALMOST * both:
        return 0
    ratio = SequenceMatcher(None, text, other, autojunk=False).ratio()
    return ratio if ratio >= ALMOST else 0


def is_slip_of(name: str, other: str) -> bool:
    """Whether one is the other misspelt: nearly the same letters in the same order."""
    pair = SequenceMatcher(None, name.casefold(), other.casefold(), autojunk=False)
    return pair.ratio() >= SLIP


def site(address: str) -> str:
    """The host of a website, without "www."; empty if there is none."""
    host = urlsplit(address).hostname or ""
    return host.removeprefix("www.")


def mail_domain(address: str) -> str:
    """The domain of an e-mail address; empty for the providers that everybody shares."""
    domain = address.rpartition("@")[2].lower()
    return "" if domain in SHARED_MAIL else domain
