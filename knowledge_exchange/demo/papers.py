"""Invented papers: one under comment, one in a silence procedure, one published with positions."""

from datetime import timedelta

from django.utils.text import slugify

from knowledge_exchange.demo.meeting import HELD
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers.enums import SavedHow, Stance
from knowledge_exchange.papers.models import Author, Paper
from knowledge_exchange.papers.services import (
    authors,
    clearing,
    commenting,
    consulting,
    positions,
    publishing,
    writing,
)
from members.models import Centre, Representative

EARLY = "Asking the market early (invented)"
SHARED = "Templates that buyers share (invented)"
PILOT = "What a pilot year taught (invented)"
DAY = timedelta(days=1)
BODY = """# Why it matters

Buyers who ask the market early learn what can be had before they fix what they want.[^1]

| Step | Weeks |
|---|---|
| Prepare the questions | 2 |
| Ask and listen | 4 |
| Publish what was heard | 1 |

# What the centres saw

Three centres supported such talks this year. Suppliers came when the questions were public.

## What went wrong

Where the answers stayed secret, nobody came a second time.

# What we recommend

1. Publish the questions.
2. Publish the answers, without names.
3. Say what changed because of them.

[^1]: Invented for the demonstration.
"""


def load(*, by, released_by, now):
    """Entered once; a second run changes nothing."""
    meeting = Meeting.objects.get(number=HELD)
    if meeting.papers.exists():
        return
    acting = Representative.objects.may_vote().filter(centre__country__in=("GR", "NL", "SE"))
    delegates = {
        row.centre.country.code: row.user for row in acting.select_related("centre", "user")
    }
    begun, ended = now - 16 * DAY, now - 6 * DAY
    pilot = _written(meeting, PILOT, by=by, now=begun)
    silence = clearing.begin(pilot, until=ended, by=by, now=begun)
    for country, stance in (("NL", Stance.ENDORSE), ("GR", Stance.ENDORSE), ("SE", Stance.RESERVE)):
        _state(silence, delegates, country, stance, now=begun + DAY)
    clearing.adopt_due(ended)
    publishing.publish(pilot, by=by, released_by=released_by, now=now - 5 * DAY)
    _load_commented(meeting, delegates, by=by, now=now)
    begun = now - 4 * DAY
    shared = _written(meeting, SHARED, by=by, now=begun)
    silence = clearing.begin(shared, until=now + 6 * DAY, by=by, now=begun)
    _state(silence, delegates, "SE", Stance.RESERVE, now=begun + DAY)


def _load_commented(meeting, delegates, *, by, now):
    begun = now - 5 * DAY
    paper = _written(meeting, EARLY, by=by, now=begun)
    version = consulting.open_comments(paper, until=now + 9 * DAY, by=by, now=begun)
    passage = (
        "Three centres supported such talks this year. Suppliers came when the questions were "
    )
    passage += "public."
    for country, text, on in (
        ("NL", "Which centres? Readers will ask (invented).", passage),
        ("SE", "The last point matters most; could it come first (invented)?", ""),
    ):
        if person := delegates.get(country):
            comment = commenting.comment(version, text=text, passage=on, by=person, now=begun + DAY)
            if country == "SE":
                resolution = "It stays last: it rests on the first two."
                commenting.resolve(comment, resolution=resolution, by=by, now=begun + 2 * DAY)


def _written(meeting, title, *, by, now):
    paper = Paper.objects.create(
        meeting=meeting,
        title=title,
        slug=slugify(title),
        abstract="What three centres learned from talking to suppliers before a tender. Invented.",
        keywords="market consultation, invented",
        licence="CC BY 4.0",
        is_demo=True,
    )
    writing.begin(paper, by=by, now=now)
    austria = Centre.objects.get(country="AT", is_demo=False)
    authors.set_authors(paper, [Author(centre=austria)], by=by, now=now)
    writing.save_text(paper, BODY, by=by, now=now, seen=None, how=SavedHow.BY_HAND)
    return paper


def _state(silence, delegates, country, stance, *, now):
    text = "" if stance == Stance.ENDORSE else "Small buyers lack the people for this (invented)."
    if person := delegates.get(country):
        positions.state(silence.version, stance=stance, text=text, by=person, now=now)
