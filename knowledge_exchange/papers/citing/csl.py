"""CSL-JSON, which Zotero, Pandoc and citeproc read."""

import json

from knowledge_exchange.papers.citing.work import Work, without_empty


def write(work: Work) -> str:
    return json.dumps([item(work)], ensure_ascii=False, indent=2) + "\n"


def item(work: Work) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": work.key,
        "type": "report",
        "genre": work.kind,
        "title": work.title,
        "author": [
            without_empty({"family": author.family, "given": author.given})
            if author.is_person
            else {"literal": author.name}
            for author in work.authors
        ],
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
    return without_empty(fields)
