"""Citations as Zotero takes them: by its rules for names, told here in our own words.

In BibTeX a name is parted at " and ", then at commas, then at blanks, but nowhere inside braces; in
RIS at every comma, of which the first parts family from given names and what follows another is
dropped.
"""

import re

import pytest

from knowledge_exchange.papers.citing import bibtex, ris
from knowledge_exchange.papers.citing.work import CitedAuthor, Work

INSTITUTIONS = [
    "Ministry of Economy, Trade and Innovation",
    "PIANOo",
    "Agency for Research, Development and Innovation, Division B",
    "Barnes and Noble, Inc.",
    "Ministère de l'Économie, des Finances et de la Relance",
    "Consip S.p.A., Roma",
    "Office {of} Public Markets, and more",
    "Trade & Industry, 50 %",
    "Bundesministerium für Wirtschaft, Abteilung 3",
    "Riksdag and Regering",
    ",",
    "A, B, C, D",
]


def work(*authors):
    facts = dict.fromkeys(Work.__dataclass_fields__, "")
    facts |= {"key": "k", "title": "T", "keywords": (), "authors": authors, "number": 1}
    return Work(**facts)


def outside_braces(text, delimiter):
    """The parts of a text between these words, where no brace is open."""
    parts, depth, start, place = [], 0, 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        found = re.compile(delimiter).match(text, place) if depth == 0 else None
        if found:
            parts.append(text[start:place])
            place = start = found.end()
        else:
            place += 1
    return [*parts, text[start:]]


def taken_from_bibtex(written):
    """(family, given) of each author; of an institution the whole and None."""
    value = re.search(r"author = \{(.*)\},\n", written)[1]
    for name in outside_braces(value, r"\s+and\s+"):
        pieces = outside_braces(name, r"\s*,\s*")
        if len(pieces) > 1:
            yield pieces[0], pieces[-1]
        elif len(outside_braces(name, " +")) > 1:
            yield name.rpartition(" ")[2], name.rpartition(" ")[0]
        else:
            yield name, None


def taken_from_ris(written):
    for value in re.findall(r"AU  - (.*)\r\n", written):
        family, *given = re.split(r"\s*,\s*", value)
        yield family, given[0] if given else None


@pytest.mark.parametrize("name", INSTITUTIONS)
def test_an_institution_stays_one_name(name):
    cited = work(CitedAuthor("Núñez, Eva", "Núñez", "Eva"), CitedAuthor(name))

    person, institution = taken_from_bibtex(bibtex.write(cited))
    assert person == ("Núñez", "Eva")
    assert institution == (f"{{{bibtex._text(name)}}}", None)

    person, *institutions = taken_from_ris(ris.write(cited))
    assert person == ("Núñez", "Eva")
    kept = " ".join(name.replace(",", "").split())
    assert institutions == ([(kept, None)] if kept else [])


@pytest.mark.parametrize("name", INSTITUTIONS)
def test_an_institution_alone_stays_one_name(name):
    ((whole, given),) = taken_from_bibtex(bibtex.write(work(CitedAuthor(name))))

    assert given is None
    assert whole.startswith("{")


@pytest.mark.parametrize(
    ("family", "given"),
    [
        ("van der Berg", "Anna Maria"),
        ("Smith, Jr.", "John"),
        ("Sand and Stone", "Ada"),
        ("García Márquez", "Gabriel"),
        ("O'Brien", "Flann, the second"),
    ],
)
def test_a_person_has_both_names_whatever_stands_in_them(family, given):
    cited = work(CitedAuthor(f"{family}, {given}", family, given))

    ((last, first),) = taken_from_bibtex(bibtex.write(cited))
    assert (last.strip("{}"), first.strip("{}")) == (family, given)
    assert list(taken_from_ris(ris.write(cited))) == [
        (family.replace(",", ""), given.replace(",", ""))
    ]


def test_a_person_of_one_name_is_not_parted_at_its_blank():
    ((whole, given),) = taken_from_bibtex(bibtex.write(work(CitedAuthor("de Vries", "de Vries"))))

    assert (whole, given) == ("{de Vries}", None)
