"""The real meetings and papers of the Network, as far as they are publicly known."""

from django.utils.text import slugify

from knowledge_exchange.demo import meeting as demo_meeting
from knowledge_exchange.demo import papers, use
from knowledge_exchange.discovery.services import indexing
from knowledge_exchange.meetings.models import Meeting, Partner, Series
from knowledge_exchange.papers.models import Theme
from knowledge_exchange.papers.services import publishing
from members.models import Centre

THEMES = ("Policy and strategy", "Measuring effects", "Sustainability")


def load(network, *, by, now):
    """Enter what is known once; a second run changes nothing. The centres must be there."""
    exchange = network["knowledge_exchange"]
    series, _new = Series.objects.get_or_create(
        slug=slugify(exchange["series"]), defaults={"name": exchange["series"]}
    )
    centres, partners = _organisers(exchange["organisers"], network["centres"])
    for known in exchange["meetings"]:
        meeting, created = Meeting.objects.get_or_create(
            number=known["number"],
            defaults={"series": series, "title": known["title"], "held": known["month"]},
        )
        if created:
            meeting.organising_centres.set(centres)
            meeting.partners.set(partners)
            publishing.publish_meeting(meeting, by=by, now=now)
        _record_paper(meeting, known["paper"], by=by, now=now)


def invent(*, by, now):
    """What nobody knows and a visitor wants to try; each thing carries the demo mark."""
    demo_meeting.load(by=by, now=now)
    papers.load(by=by, now=now)
    use.load(now=now)
    for name in THEMES:
        Theme.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    indexing.rebuild(lambda count, things: None)


def _organisers(names, centres):
    """A name that is no centre's is a partner's."""
    countries = {centre["name"]: centre["country"] for centre in centres}
    organising = [
        Centre.objects.get(name=name, country=countries[name])
        for name in names
        if name in countries
    ]
    partners = [
        Partner.objects.get_or_create(name=name)[0] for name in names if name not in countries
    ]
    return organising, partners


def _record_paper(meeting, known, *, by, now):
    """The papers have no titles of their own: they carry their meeting's."""
    publishing.record(
        meeting,
        by=by,
        now=now,
        slug=slugify(meeting.title),
        title=meeting.title,
        abstract=known["contents"] or "",
        licence=known["licence"] or "",
        announced=known["announced"] or "",
    )
