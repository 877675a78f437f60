"""The real meetings and papers of the Network, as far as they are publicly known."""

from django.utils.text import slugify

from knowledge_exchange.demo import meeting as demo_meeting
from knowledge_exchange.demo import papers, use
from knowledge_exchange.discovery.services import indexing
from knowledge_exchange.meetings.models import Meeting, Partner, Series
from knowledge_exchange.meetings.services import meetings
from knowledge_exchange.papers.models import Theme
from knowledge_exchange.papers.services import publishing
from members.models import Centre

THEMES = ("Policy and strategy", "Measuring effects", "Sustainability")


def load(network, *, by, now):
    """Enter what is known once; a second run changes nothing. The centres must be there.

    An organiser whose name is no centre's is a partner. The papers have no titles of their own:
    they carry their meeting's.
    """
    exchange = network["knowledge_exchange"]
    series, _created = Series.objects.get_or_create(
        slug=slugify(exchange["series"]), defaults={"name": exchange["series"]}
    )
    countries = {centre["name"]: centre["country"] for centre in network["centres"]}
    centres, partners = [], []
    for name in exchange["organisers"]:
        if name in countries:
            centres.append(Centre.objects.get(name=name, country=countries[name]))
        else:
            partners.append(Partner.objects.get_or_create(name=name)[0])
    for entry in exchange["meetings"]:
        meeting, created = Meeting.objects.get_or_create(
            number=entry["number"],
            defaults={"series": series, "title": entry["title"], "held": entry["month"]},
        )
        if created:
            meeting.organising_centres.set(centres)
            meeting.partners.set(partners)
            meetings.publish(meeting, by=by, now=now)
        publishing.record(
            meeting,
            by=by,
            now=now,
            slug=slugify(meeting.title),
            title=meeting.title,
            abstract=entry["paper"]["contents"] or "",
            licence=entry["paper"]["licence"] or "",
            announced=entry["paper"]["announced"] or "",
        )


def invent(*, by, released_by, now):
    """What nobody knows and a visitor wants to try; each thing carries the demo mark."""
    demo_meeting.load(by=by, now=now)
    papers.load(by=by, released_by=released_by, now=now)
    use.load(now=now)
    for name in THEMES:
        Theme.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    indexing.rebuild(lambda count, plural: None)
