"""RIS: a tag and a value a line, ended by an empty ER.

A comma parts an author's family name, given names and suffix, and nothing can be put around a name
to keep it together: Zotero and others take what follows one in an institution's name for somebody's
given names, and drop what follows a second. So only the comma between the two names stays.
"""

from knowledge_exchange.papers.citing.work import CitedAuthor, Work


def write(work: Work) -> str:
    fields = [
        ("TY", "RPRT"),
        *(("AU", _author(author)) for author in work.authors),
        ("TI", work.title),
        ("T2", f"{work.series}, {work.meeting}"),
        ("PB", work.publisher),
        ("PY", work.year),
        ("DA", "/".join(f"{part:02d}" for part in work.date_parts)),
        ("AB", work.abstract),
        ("LA", work.language),
        ("DO", work.doi),
        ("UR", work.address),
        ("L1", work.pdf_address),
        ("ET", f"Version {work.number}" if work.number else ""),
        ("N1", "Withdrawn" if work.is_withdrawn else ""),
        ("C1", work.licence),
        *(("KW", keyword) for keyword in work.keywords),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields if value]
    return "".join([*lines, "ER  - \r\n"])


def _author(author: CitedAuthor) -> str:
    parts = (author.family, author.given) if author.is_person else (author.name,)
    return ", ".join(part.replace(",", "") for part in parts if part)
