"""What stands in the head of a paper's page: for search engines, libraries and shared links."""

import json

from django.conf import settings

from knowledge_exchange.papers.citing.work import CitedAuthor, Work, without_empty

UNSAFE = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def tags(work: Work) -> list[tuple[str, str]]:
    """Pairs of name and content: Highwire's, for scholarly search engines, and Dublin Core."""
    highwire = [("citation_title", work.title)]
    for author in work.authors:
        orcid = f"https://orcid.org/{author.orcid}" if author.orcid else ""
        highwire += [
            ("citation_author", author.name),
            ("citation_author_institution", author.affiliation),
            ("citation_author_orcid", orcid),
        ]
    highwire += [
        ("citation_publication_date", work.date.replace("-", "/")),
        ("citation_technical_report_institution", work.publisher),
        ("citation_publisher", work.publisher),
        ("citation_language", work.language),
        ("citation_keywords", "; ".join(work.keywords)),
        ("citation_doi", work.doi),
        ("citation_abstract_html_url", work.address),
        # Google Scholar wants the file in the folder of the page that it belongs to.
        ("citation_pdf_url", f"{work.address}paper.pdf" if work.pdf_address else ""),
    ]
    dublin_core = [
        ("DC.title", work.title),
        *(("DC.creator", author.name) for author in work.authors),
        ("DC.publisher", work.publisher),
        ("DC.date", work.date),
        ("DC.type", "Text"),
        ("DC.language", work.language),
        ("DC.identifier", work.address),
        ("DC.rights", work.licence_address or work.licence),
        ("DC.description", work.abstract),
        *(("DC.subject", keyword) for keyword in work.keywords),
    ]
    return [(name, content) for name, content in highwire + dublin_core if content]


def linked_data_json(work: Work) -> str:
    """JSON-LD, safe inside a script element. No browser runs it: the policy allows it."""
    return json.dumps(linked_data(work), ensure_ascii=False).translate(UNSAFE)


def linked_data(work: Work) -> dict[str, object]:
    """In schema.org's words."""
    fields: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": work.address,
        "url": work.address,
        "name": work.title,
        "headline": work.title,
        "author": [_person(author) for author in work.authors],
        "datePublished": work.date,
        "publisher": {
            "@type": "Organization",
            "name": work.publisher,
            "url": settings.SITE_URL,
        },
        "abstract": work.abstract,
        "keywords": list(work.keywords),
        "inLanguage": work.language,
        "license": work.licence_address,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": work.series},
        "version": str(work.number) if work.number else "",
        "sameAs": f"https://doi.org/{work.doi}" if work.doi else "",
        "creativeWorkStatus": "Withdrawn" if work.is_withdrawn else "Published",
    }
    return without_empty(fields)


def _person(author: CitedAuthor) -> dict[str, object]:
    if not author.is_person:
        return {"@type": "Organization", "name": author.name}
    fields: dict[str, object] = {
        "@type": "Person",
        "name": author.as_spoken,
        "familyName": author.family,
        "givenName": author.given,
        "affiliation": (
            {"@type": "Organization", "name": author.affiliation} if author.affiliation else None
        ),
        "sameAs": f"https://orcid.org/{author.orcid}" if author.orcid else "",
    }
    return without_empty(fields)
