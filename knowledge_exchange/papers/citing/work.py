"""What there is to cite of a paper, no more exact than it is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from common.dates import first_day, network_day
from common.typed_text import to_write
from knowledge_exchange.papers import licences, published_metadata
from knowledge_exchange.papers.models import Paper, PaperVersion

T = TypeVar("T")


@dataclass(frozen=True)
class CitedAuthor:
    """A person by family and given names, or an institution by its `name` alone."""

    name: str
    family: str = ""
    given: str = ""
    affiliation: str = ""
    orcid: str = ""

    @property
    def is_person(self) -> bool:
        return bool(self.family)

    @property
    def as_spoken(self) -> str:
        """The name without a comma, for those who put commas between names."""
        return f"{self.given} {self.family}".strip() if self.is_person else self.name


@dataclass(frozen=True)
class Work:
    """`date` is partial: "2021", "2021-07" or "2021-07-12"; empty when not known.

    `public_since` is the day from which on it could be read here. `versions` are those that are
    published, of a version those up to itself, the newest first; asked for by whoever needs them.
    """

    key: str
    title: str
    authors: tuple[CitedAuthor, ...]
    date: str
    public_since: str
    abstract: str
    keywords: tuple[str, ...]
    language: str
    publisher: str
    series: str
    meeting: str
    number: int | None
    address: str
    paper_address: str
    versions: QuerySet[PaperVersion]
    pdf_address: str
    licence: str
    licence_address: str
    doi: str
    withdrawn_on: str

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.withdrawn_on)

    @property
    def is_version(self) -> bool:
        """Not the paper, which is as its newest version is."""
        return self.address != self.paper_address

    @property
    def year(self) -> str:
        return self.date[:4]

    @property
    def date_parts(self) -> list[int]:
        return [int(part) for part in self.date.split("-")] if self.date else []

    @property
    def kind(self) -> str:
        """In the language of catalogues, not of the reader."""
        return f"Expert Opinion Paper, {self.series}, {self.meeting}"


def work_of(paper: Paper, version: PaperVersion | None = None) -> Work:
    """Of one published version, at its own address; without one, of the newest, at the paper's."""
    shown = version or paper.newest_public
    if version is None:
        authors = published_metadata.metadata_now(paper)["author_list"]
        pdf = reverse("knowledge_exchange:paper_pdf", args=[paper.slug])
    else:
        authors = published_metadata.authors_as_published(version)
        pdf = reverse("knowledge_exchange:version_pdf", args=[paper.slug, version.number])
    # None once the paper is withdrawn: versions have no page any more.
    versions = paper.versions.published().only("paper", "number")
    if paper.is_withdrawn:
        versions = versions.none()
    elif version:
        versions = versions.filter(number__lte=version.number)
    return Work(
        key=f"{paper.slug}-v{version.number}" if version else paper.slug,
        title=to_write(paper.title),
        authors=tuple(
            CitedAuthor(
                *(
                    to_write(author[fact])
                    for fact in ("name", "family_name", "given_names", "affiliation", "orcid")
                )
            )
            for author in authors
        ),
        date=_date(paper, shown),
        public_since=_day((shown or paper).published_at),
        abstract="" if paper.is_withdrawn else to_write(paper.abstract),
        keywords=tuple(map(to_write, paper.keyword_list)),
        language=paper.language,
        publisher=settings.NETWORK_NAME,
        series=to_write(paper.meeting.series.name),
        meeting=to_write(f"meeting {paper.meeting.number}: {paper.meeting.title}"),
        number=shown.number if shown else None,
        address=address(version or paper),
        paper_address=address(paper),
        versions=versions,
        pdf_address=settings.SITE_URL + pdf if shown and shown.pdf else "",
        licence=paper.licence,
        licence_address=licences.address_of(paper.licence),
        doi=paper.doi,
        withdrawn_on=_day(paper.withdrawn_at),
    )


def address(cited: Paper | PaperVersion) -> str:
    """Of a paper, or of one of its versions."""
    return settings.SITE_URL + cited.get_absolute_url()


def _date(paper: Paper, version: PaperVersion | None) -> str:
    """A correction is as old as itself; the paper keeps the day of its announcement."""
    if version is not None and version.number > 1:
        return _day(version.published_at)
    return paper.announced if first_day(paper.announced) else ""


def _day(instant: datetime | None) -> str:
    return network_day(instant).isoformat() if instant else ""


def without_empty(fields: Mapping[str, T]) -> dict[str, T]:
    """What is not known is not written."""
    return {name: value for name, value in fields.items() if value}
