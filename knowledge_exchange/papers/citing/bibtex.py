"""BibTeX, in UTF-8 as biber and every present tool read it."""

from urllib.parse import quote

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


def write(work):
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
        "note": _note(work),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@techreport{{{work.key},\n{body}}}\n"


def _author(author):
    """Braces keep an institution's name in one piece."""
    if not author.is_person:
        return f"{{{_text(author.name)}}}"
    return ", ".join(_name(name) for name in (author.family, author.given) if name)


def _name(words):
    """In one piece where BibTeX would find a second author or a part of a name in it."""
    text = _text(words)
    return f"{{{text}}}" if "," in text or " and " in f" {text.lower()} " else text


def _text(words):
    return " ".join(words.split()).translate(SPECIAL)


def _verbatim(address):
    """These fields know no escapes; a brace or a backslash would break the entry."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=~")


def _note(work):
    notes = [f"Version {work.number}"] if work.number else []
    notes += ["Withdrawn"] if work.is_withdrawn else []
    notes += [f"Licence: {_text(work.licence)}"] if work.licence else []
    return ". ".join(notes)
