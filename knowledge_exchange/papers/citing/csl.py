"""CSL-JSON, which Zotero, Pandoc and citeproc read."""

import json


def write(work):
    return json.dumps([item(work)], ensure_ascii=False, indent=2) + "\n"


def item(work):
    told = {
        "id": work.key,
        "type": "report",
        "genre": work.kind,
        "title": work.title,
        "author": [_author(author) for author in work.authors],
        "issued": {"date-parts": [work.date_parts]} if work.date else None,
        "publisher": work.publisher,
        "collection-title": work.series,
        "abstract": work.abstract,
        "keyword": ", ".join(work.keywords),
        "language": work.language,
        "version": str(work.number) if work.number else "",
        "DOI": work.doi,
        "URL": work.address,
        "license": work.licence_address or work.licence,
        "status": "withdrawn" if work.is_withdrawn else "",
    }
    return {name: value for name, value in told.items() if value}


def _author(author):
    if not author.is_person:
        return {"literal": author.name}
    told = {"family": author.family, "given": author.given}
    return {name: value for name, value in told.items() if value}
