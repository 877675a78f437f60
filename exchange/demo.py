"""Invented offers, buddies and posts, marked as such: of the real ones nothing is known."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from common.dates import network_day
from exchange.enums import PostKind
from exchange.models import BuddyPair, Post, Service, ServiceOffer
from exchange.services import buddies, offers, posts
from members.permissions import centre_of

OFFERS = [  # country, service, note, languages, since
    ("NL", "Helpdesk", "For every public buyer, answered within three working days.", "Dutch", ""),
    ("NL", "Market consultation", "A moderated day with suppliers.", "Dutch English", "2019"),
    ("DE", "Training", "Six one-day courses a year.", "German", "2015-03"),
    ("GR", "Training", "A first course for contracting authorities.", "Greek English", "2025"),
    ("PT", "Matchmaking", "", "Portuguese", ""),
]
POSTS = [  # country, kind, title, text, services, days open
    (
        "GR",
        PostKind.REQUEST,
        "Who has asked the market about digital triage?",
        "A hospital here prepares a market consultation on digital triage. We look for a centre "
        "that has seen one and would share its questions.",
        ["Market consultation"],
        45,
    ),
    (
        "NL",
        PostKind.OFFER,
        "Two places in our autumn course",
        "We keep two places free for colleagues of other centres. Travel is not paid for.",
        ["Training"],
        90,
    ),
]
NOTES = {
    "NL": "First call held; we go through the plan for the helpdesk together each month.",
    "GR": "The draft of our plan is ready for reading.",
}


def load(people, *, now):
    """Once; a second run changes nothing. The centres and their delegates must be there."""
    if not ServiceOffer.objects.filter(is_demo=True).exists():
        for offer in OFFERS:
            _offer(people, *offer, now=now)
    if not BuddyPair.objects.filter(is_demo=True).exists():
        _pair(people, now)
    for post in POSTS:
        _post(people, *post, now=now)


def _offer(people, country, service, note, languages, since, *, now):
    delegate = people.delegate_of(country)
    offers.declare(
        Service.objects.get(name=service),
        centre_of(delegate),
        note=f"{note} {_('(Invented.)')}".strip(),
        languages=languages.split(),
        link="",
        since=since,
        by=delegate,
        now=now,
        is_demo=True,
    )


def _pair(people, now):
    acting = {country: people.delegate_of(country) for country in NOTES}
    centres = {country: centre_of(person) for country, person in acting.items()}
    pair = buddies.propose(
        supporter=centres["NL"],
        supported=centres["GR"],
        year=network_day(now).year,
        centre=centres["NL"],
        by=acting["NL"],
        now=now - timedelta(days=60),
        is_demo=True,
    )
    pair = buddies.agree(pair, by=acting["GR"], now=now - timedelta(days=58))
    for country, text in NOTES.items():
        buddies.note(pair, text, centre=centres[country], by=acting[country], now=now)


def _post(people, country, kind, title, text, services, days, *, now):
    delegate = people.delegate_of(country)
    token = uuid5(NAMESPACE_URL, title)
    if Post.objects.filter(form_token=token).exists():
        return
    posts.publish(
        kind=kind,
        title=title,
        text=text,
        services=Service.objects.filter(name__in=services),
        open_until=network_day(now) + timedelta(days=days),
        centre=centre_of(delegate),
        form_token=token,
        by=delegate,
        now=now - timedelta(days=3),
        is_demo=True,
    )
