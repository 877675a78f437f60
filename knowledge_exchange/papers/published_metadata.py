"""What a version says about itself: title, abstract, authors and licence as it was published.

A paper's details can change after that. They change with its newest version; the earlier ones
stay what readers cited. The column `PaperVersion.said` keeps them.
"""

from copy import copy
from typing import TypedDict

from knowledge_exchange.papers.models import Paper, PaperVersion

FIELDS = ("title", "abstract", "keywords", "language", "licence", "why_not_stated", "authors")


class PublishedAuthor(TypedDict):
    name: str
    family_name: str
    given_names: str
    affiliation: str
    orcid: str


class PublishedMetadata(TypedDict):
    title: str
    abstract: str
    keywords: str
    language: str
    licence: str
    why_not_stated: str
    authors: str
    author_list: list[PublishedAuthor]


def metadata_now(paper: Paper) -> PublishedMetadata:
    """To keep with a version, in JSON."""
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "keywords": paper.keywords,
        "language": paper.language,
        "licence": paper.licence,
        "why_not_stated": paper.why_not_stated,
        "authors": paper.authors,
        "author_list": [
            {
                "name": str(author),
                "family_name": author.family_name,
                "given_names": author.given_names,
                "affiliation": author.affiliation,
                "orcid": author.orcid,
            }
            for author in paper.author_list.select_related("centre")
        ],
    }


def paper_as_published(version: PaperVersion) -> Paper:
    """The paper as this version says it; not to be saved."""
    paper = copy(version.paper)
    for field in FIELDS:
        setattr(paper, field, version.said.get(field, getattr(paper, field)))
    return paper


def authors_as_published(version: PaperVersion) -> list[PublishedAuthor]:
    """Of a version from before this was kept: as they are now."""
    metadata = version.said or metadata_now(version.paper)
    return metadata["author_list"]
