"""The papers as records: what is listed, page by page, and what stands in a record."""

from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings
from django.db.models import OuterRef, Q

from knowledge_exchange.discovery.oai.asking import PREFIX, SET_PREFIX, Fault
from knowledge_exchange.discovery.oai.writing import clean, instant, put
from knowledge_exchange.meetings.models import Series
from knowledge_exchange.papers import licences
from knowledge_exchange.papers.citing import address
from knowledge_exchange.papers.models import Paper, PaperVersion

PER_PAGE = 100
NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def page(wanted):
    """(papers, what to ask for next or None). In the order of their changes, so that what changes
    while somebody harvests comes again at the end and nothing is missed.
    """
    papers = _wanted(wanted)
    size = papers.count() if wanted.size is None else wanted.size
    if wanted.after:
        at, key = wanted.after
        papers = papers.filter(Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=key))
        papers = papers.filter(changed_at__gte=at)  # says the same, and lets the index be used
    found = list(_whole(papers).order_by("changed_at", "pk")[: PER_PAGE + 1])
    if not found and not wanted.after:
        raise Fault("noRecordsMatch", "No paper was changed then.")
    shown, told = found[:PER_PAGE], wanted.told + len(found[:PER_PAGE])
    is_more = len(found) > PER_PAGE
    following = replace(wanted, after=_place(shown[-1]), told=told, size=size) if is_more else None
    return shown, following, size


def _wanted(wanted):
    papers = Paper.objects.ever_public()
    if wanted.since:
        papers = papers.filter(changed_at__gte=wanted.since)
    if wanted.before:
        papers = papers.filter(changed_at__lt=wanted.before)
    if wanted.series:
        papers = papers.filter(meeting__series__slug=wanted.series)
    return papers


def _whole(papers):
    """`pdf`: the file that the paper's address gives, empty or None before there is one."""
    newest = PaperVersion.objects.published().filter(paper=OuterRef("pk")).order_by("-number")
    loaded = papers.select_related("meeting__series").annotate(pdf=newest.values("pdf")[:1])
    return loaded.prefetch_related("author_list__centre", "meeting__organising_centres", "themes")


def _place(paper):
    return paper.changed_at, paper.pk


def one(identifier):
    """Of any paper that ever was public; Fault for what is no paper of ours."""
    slug = clean(identifier).removeprefix(_identifier(""))  # no database looks for a NUL
    found = _whole(Paper.objects.ever_public()).filter(slug=slug).first()
    if found is None or identifier != _identifier(slug):
        raise Fault("idDoesNotExist", "There is no such record.")
    return found


def _identifier(slug):
    return f"oai:{settings.SITE_HOST}:papers/{slug}"


def earliest():
    first = Paper.objects.ever_public().order_by("changed_at").first()
    return instant(first.changed_at) if first else "2018-01-01T00:00:00Z"


def series():
    """Those with a paper to harvest."""
    return Series.objects.filter(meetings__papers__published_at__isnull=False).distinct()


def header(paper):
    element = Element("header", {"status": "deleted"} if paper.is_withdrawn else {})
    put(element, "identifier", _identifier(paper.slug))
    put(element, "datestamp", instant(paper.changed_at))
    put(element, "setSpec", SET_PREFIX + paper.meeting.series.slug)
    return element


def record(paper):
    """A withdrawn paper is a header that says so."""
    element = Element("record")
    element.append(header(paper))
    if not paper.is_withdrawn:
        SubElement(element, "metadata").append(dublin_core(paper))
    return element


def dublin_core(paper):
    root = Element(
        f"{PREFIX}:dc",
        {
            f"xmlns:{PREFIX}": NAMESPACE,
            "xmlns:dc": DUBLIN_CORE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    for name, value in _elements(paper):
        if value:
            put(root, f"dc:{name}", value)
    return root


def _elements(paper):
    meeting = paper.meeting
    yield "title", paper.title
    yield from (("creator", str(author)) for author in paper.author_list.all())
    yield from (("subject", word) for word in paper.keyword_list)
    yield from (("subject", theme.name) for theme in paper.themes.all())
    yield "description", paper.abstract
    yield "publisher", settings.NETWORK_NAME
    yield from (("contributor", centre.name) for centre in meeting.organising_centres.all())
    yield "date", paper.announced
    yield "type", "info:eu-repo/semantics/report"
    yield "type", "Expert Opinion Paper"
    yield "format", "application/pdf" if paper.pdf else "text/html"
    yield "identifier", address(paper)
    yield "identifier", paper.doi and f"https://doi.org/{paper.doi}"
    yield "language", paper.language
    yield "relation", settings.SITE_URL + meeting.get_absolute_url()
    yield "rights", paper.licence
    yield "rights", licences.address_of(paper.licence)
