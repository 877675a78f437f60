"""What a version says about itself: title, abstract, authors and licence as it was published.

A paper's details can change after that. They change with its newest version; the earlier ones
stay what readers cited.
"""

from copy import copy

FIELDS = ("title", "abstract", "keywords", "language", "licence", "authors")
OF_AUTHOR = ("family_name", "given_names", "affiliation", "orcid")


def of(paper):
    """To keep with the version, in JSON."""
    authors = [_author(author) for author in paper.author_list.select_related("centre")]
    return {field: getattr(paper, field) for field in FIELDS} | {"author_list": authors}


def _author(author):
    return {field: getattr(author, field) for field in OF_AUTHOR} | {"name": str(author)}


def paper_of(version):
    """The paper as this version says it; not to be saved."""
    paper = copy(version.paper)
    for field in FIELDS:
        setattr(paper, field, version.said.get(field, getattr(paper, field)))
    return paper
