"""BibTeX, in UTF-8 as biber and every present tool read it."""

from urllib.parse import quote

from knowledge_exchange.papers.citing.work import CitedAuthor, Work, without_empty

SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # \{ would count as a brace, and a lone one ends the entry
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def write(work: Work) -> str:
    notes = [f"Version {work.number}"] if work.number else []
    notes += ["Withdrawn"] if work.is_withdrawn else []
    notes += [f"Licence: {_text(work.licence)}"] if work.licence else []
    fields = {
        "author": " and ".join(map(_author, work.authors)),
        "title": f"{{{_text(work.title)}}}",
        "institution": _text(work.publisher),
        "type": _text(work.kind),
        "year": work.year,
        "date": work.date,
        "language": work.language,
        "keywords": _text(", ".join(work.keywords)),
        "abstract": _text(work.abstract),
        "doi": _verbatim(work.doi),
        "url": _verbatim(work.address),
        "note": ". ".join(notes),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in without_empty(fields).items()]
    return f"@techreport{{{work.key},\n{''.join(lines)}}}\n"


def _author(author: CitedAuthor) -> str:
    """Braces keep in one piece an institution's name or a person's only one, and a part of a
    person's in which BibTeX would find a second author or another part."""
    if not (author.is_person and author.given):
        return f"{{{_text(author.family or author.name)}}}"
    names = [_text(name) for name in (author.family, author.given) if name]
    return ", ".join(
        f"{{{name}}}" if "," in name or " and " in f" {name.lower()} " else name for name in names
    )


def _text(words: str) -> str:
    return " ".join(words.split()).translate(SPECIAL)


def _verbatim(address: str) -> str:
    """These fields know no escapes; a brace or a backslash would break the entry."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=~")
