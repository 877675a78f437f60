"""Papers as records: what is listed, page by page, and what stands in a record."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet

from common.typed_text import to_write
from knowledge_exchange.discovery.oai.arguments import (
    PREFIX,
    SET_PREFIX,
    ListRequest,
    ProtocolError,
)
from knowledge_exchange.discovery.oai.xml import XSI, instant, put
from knowledge_exchange.meetings.models import Series
from knowledge_exchange.papers import licences
from knowledge_exchange.papers.citing import address
from knowledge_exchange.papers.models import Paper, PaperVersion

PER_PAGE = 100
NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Annotations(TypedDict):
        pdf: str | None  # the file that its address gives, empty or None before there is one

    PaperWithPdf = WithAnnotations[Paper, _Annotations]


@dataclass(frozen=True)
class Page:
    papers: "list[PaperWithPdf]"
    following: ListRequest | None  # what the next page is requested by
    size: int  # of the whole list


def page(request: ListRequest) -> Page:
    """In the order of their changes, so that what changes while somebody harvests comes again at
    the end and nothing is missed.
    """
    papers = Paper.objects.ever_public()
    if request.since:
        papers = papers.filter(changed_at__gte=request.since)
    if request.before:
        papers = papers.filter(changed_at__lt=request.before)
    if request.series:
        papers = papers.filter(meeting__series__slug=request.series)
    size = papers.count() if request.size is None else request.size
    if request.after:
        at, key = request.after
        papers = papers.filter(Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=key))
        papers = papers.filter(changed_at__gte=at)  # says the same, and lets the index be used
    rows = list(_whole(papers).order_by("changed_at", "pk")[: PER_PAGE + 1])
    if not rows and not request.after:
        raise ProtocolError("noRecordsMatch", "No paper was changed then.")
    shown, following = rows[:PER_PAGE], None
    if len(rows) > PER_PAGE:
        last, cursor = shown[-1], request.cursor + len(shown)
        place = (_changed_at(last), last.pk)
        following = replace(request, after=place, cursor=cursor, size=size)
    return Page(shown, following, size)


def _whole(papers: QuerySet[Paper]) -> "QuerySet[PaperWithPdf]":
    newest = PaperVersion.objects.published().filter(paper=OuterRef("pk")).order_by("-number")
    loaded = papers.select_related("meeting__series").annotate(pdf=newest.values("pdf")[:1])
    return loaded.prefetch_related("author_list__centre", "meeting__organising_centres", "themes")


def paper_by_identifier(identifier: str) -> "PaperWithPdf":
    """Any paper that ever was public; ProtocolError for what is no paper of ours."""
    slug = to_write(identifier).removeprefix(_identifier(""))  # no database looks for a NUL
    paper = _whole(Paper.objects.ever_public()).filter(slug=slug).first()
    if paper is None or identifier != _identifier(slug):
        raise ProtocolError("idDoesNotExist", "There is no such record.")
    return paper


def _identifier(slug: str) -> str:
    return f"oai:{settings.SITE_HOST}:papers/{slug}"


def _changed_at(paper: Paper) -> datetime:
    """A paper that was ever public has one: `public_paper_says_when_it_changed`."""
    return cast(datetime, paper.changed_at)


def earliest() -> str:
    first = Paper.objects.ever_public().order_by("changed_at").first()
    return instant(_changed_at(first)) if first else "2018-01-01T00:00:00Z"


def harvestable_series() -> QuerySet[Series]:
    """Those with a paper to harvest."""
    return Series.objects.filter(meetings__papers__published_at__isnull=False).distinct()


def header(paper: Paper) -> Element:
    element = Element("header", {"status": "deleted"} if paper.is_withdrawn else {})
    put(element, "identifier", _identifier(paper.slug))
    put(element, "datestamp", instant(_changed_at(paper)))
    put(element, "setSpec", SET_PREFIX + paper.meeting.series.slug)
    return element


def record(paper: "PaperWithPdf") -> Element:
    """A withdrawn paper is a header that says so."""
    element = Element("record")
    element.append(header(paper))
    if not paper.is_withdrawn:
        SubElement(element, "metadata").append(dublin_core(paper))
    return element


def dublin_core(paper: "PaperWithPdf") -> Element:
    meeting = paper.meeting
    elements = [
        ("title", paper.title),
        *(("creator", str(author)) for author in paper.author_list.all()),
        *(("subject", word) for word in paper.keyword_list),
        *(("subject", theme.name) for theme in paper.themes.all()),
        ("description", paper.abstract),
        ("publisher", settings.NETWORK_NAME),
        *(("contributor", centre.name) for centre in meeting.organising_centres.all()),
        ("date", paper.announced),
        ("type", "info:eu-repo/semantics/report"),
        ("type", "Expert Opinion Paper"),
        ("format", "application/pdf" if paper.pdf else "text/html"),
        ("identifier", address(paper)),
        ("identifier", paper.doi and f"https://doi.org/{paper.doi}"),
        ("language", paper.language),
        ("relation", settings.SITE_URL + meeting.get_absolute_url()),
        ("rights", paper.licence),
        ("rights", licences.address_of(paper.licence)),
    ]
    root = Element(
        f"{PREFIX}:dc",
        {
            f"xmlns:{PREFIX}": NAMESPACE,
            "xmlns:dc": DUBLIN_CORE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    for name, value in elements:
        if value:
            put(root, f"dc:{name}", value)
    return root
