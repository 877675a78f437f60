"""What stands in the head of a paper's page: for search engines, libraries and shared links."""

import json

from django.conf import settings

UNSAFE = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def tags(work):
    """Pairs of name and content: Highwire's, for scholarly search engines, and Dublin Core."""
    return [(name, value) for name, value in [*_highwire(work), *_dublin_core(work)] if value]


def _highwire(work):
    yield "citation_title", work.title
    for author in work.authors:
        yield "citation_author", author.name
        yield "citation_author_institution", author.affiliation
        yield "citation_author_orcid", author.orcid and f"https://orcid.org/{author.orcid}"
    yield "citation_publication_date", work.date.replace("-", "/")
    yield "citation_technical_report_institution", work.publisher
    yield "citation_publisher", work.publisher
    yield "citation_language", work.language
    yield "citation_keywords", "; ".join(work.keywords)
    yield "citation_doi", work.doi
    yield "citation_abstract_html_url", work.address
    # Google Scholar wants the file in the folder of the page that it belongs to.
    yield "citation_pdf_url", f"{work.address}paper.pdf" if work.pdf_address else ""


def _dublin_core(work):
    yield "DC.title", work.title
    for author in work.authors:
        yield "DC.creator", author.name
    yield "DC.publisher", work.publisher
    yield "DC.date", work.date
    yield "DC.type", "Text"
    yield "DC.language", work.language
    yield "DC.identifier", work.address
    yield "DC.rights", work.licence_address or work.licence
    yield "DC.description", work.abstract
    for keyword in work.keywords:
        yield "DC.subject", keyword


def linked_data_json(work):
    """JSON-LD, safe inside a script element. No browser runs it: the policy allows it."""
    return json.dumps(linked_data(work), ensure_ascii=False).translate(UNSAFE)


def linked_data(work):
    """In schema.org's words."""
    told = {
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
    return {name: value for name, value in told.items() if value}


def _person(author):
    if not author.is_person:
        return {"@type": "Organization", "name": author.name}
    told = {
        "@type": "Person",
        "name": author.as_spoken,
        "familyName": author.family,
        "givenName": author.given,
        "affiliation": (
            {"@type": "Organization", "name": author.affiliation} if author.affiliation else None
        ),
        "sameAs": f"https://orcid.org/{author.orcid}" if author.orcid else "",
    }
    return {name: value for name, value in told.items() if value}
