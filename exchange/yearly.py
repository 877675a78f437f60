"""The chapter on the exchange in the report of a year: services, requests and offers, buddies."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.yearly import (
    Chapter,
    Column,
    Figure,
    Measure,
    Rows,
    Told,
    Year,
    days_between,
    grouped,
    median_and_longest,
    table,
)
from exchange.enums import PostKind
from exchange.models import BuddyPair, Post, ServiceOffer

OFFER, POST, PAIR = "exchange.offer", "exchange.post", "exchange.pair"


def tell_exchange(year: Year) -> Told:
    end = year.last_instant
    offers = ServiceOffer.objects.filter(declared_at__lte=end).order_by("pk")
    facts = list(
        offers.values_list("pk", "service__name", "service", "declared_at", "withdrawn_at")
    )
    standing = [row for row in facts if not year.is_past(row[4])]
    services = {str(service): name for _key, name, service, *_at in sorted(standing, key=_by_name)}
    return Told(
        figures=[
            Figure(
                name="declared",
                label=_("Offers of services made"),
                of=OFFER,
                keys=[row[0] for row in facts if year.has(row[3])],
            ),
            Figure(
                name="withdrawn",
                label=_("Offers of services withdrawn"),
                of=OFFER,
                keys=[row[0] for row in facts if year.has(row[4])],
            ),
            Figure(
                name="standing",
                label=_("Offers of services at the end"),
                of=OFFER,
                keys=[row[0] for row in standing],
            ),
            *_posts(year),
            *_buddies(year),
        ],
        tables=[
            table(
                "service",
                _("Offers at the end, by service"),
                _("Service"),
                services,
                {
                    "offers": Column(
                        _("Centres that offer it"),
                        grouped((str(row[2]), row[0]) for row in standing),
                    )
                },
                of=OFFER,
            )
        ],
    )


def _by_name(row):
    return row[1], row[2]


def _posts(year: Year) -> list[Figure]:
    """Posted in the year, and what was answered by its end."""
    by_then = Q(answers__at__lte=year.last_instant)
    posted = Post.objects.filter(year.holds("posted_at")).order_by("pk")
    counted = posted.annotate(
        number=Count("answers", filter=by_then), first=Min("answers__at", filter=by_then)
    )
    facts = list(counted.values_list("pk", "kind", "posted_at", "number", "first"))
    answered = [row for row in facts if row[3]]
    keys = [row[0] for row in answered]
    return [
        *(
            Figure(
                name=f"{kind}s",
                label=label,
                of=POST,
                keys=[row[0] for row in facts if row[1] == kind],
            )
            for kind, label in (
                (PostKind.REQUEST, _("Requests posted")),
                (PostKind.OFFER, _("Offers posted")),
            )
        ),
        Figure(
            name="posts", label=_("Posts of both kinds"), of=POST, keys=[row[0] for row in facts]
        ),
        Figure(name="answered", label=_("Answered"), of=POST, keys=keys, base="posts"),
        Figure(
            name="answers",
            label=_("Answers"),
            of=POST,
            keys=keys,
            amounts=[row[3] for row in answered],
            measure=Measure.SUM,
        ),
        *median_and_longest(
            "first-answer",
            _("Days to the first answer"),
            of=POST,
            keys=keys,
            days=[days_between(row[2], row[4]) for row in answered],
        ),
    ]


def _buddies(year: Year) -> list[Figure]:
    """Pairs for this year, whenever they were proposed."""
    pairs = BuddyPair.objects.filter(year=year.number, proposed_at__lte=year.last_instant)
    facts = list(pairs.order_by("pk").values_list("pk", "agreed_at", "ended_at"))
    agreed = [key for key, agreed_at, _ended in facts if year.is_past(agreed_at)]
    return [
        Figure(name="pairs", label=_("Buddies proposed"), of=PAIR, keys=[row[0] for row in facts]),
        Figure(name="agreed", label=_("Buddies agreed"), of=PAIR, keys=agreed, base="pairs"),
    ]


ROWS = (
    Rows(
        name=OFFER,
        label=_("Offers of services"),
        read=lambda keys: ServiceOffer.objects.filter(pk__in=keys).select_related(
            "centre", "service"
        ),
        title=str,
        url=lambda row: reverse("admin:exchange_serviceoffer_change", args=[row.pk]),
    ),
    Rows(
        name=POST,
        label=_("Requests and offers"),
        read=lambda keys: Post.objects.filter(pk__in=keys).select_related("centre"),
        title=lambda row: f"{row.centre}: {row.title}",
        url=lambda row: reverse("admin:exchange_post_change", args=[row.pk]),
    ),
    Rows(
        name=PAIR,
        label=_("Buddies"),
        read=lambda keys: BuddyPair.objects.filter(pk__in=keys).select_related(
            "supporter", "supported"
        ),
        title=str,
        url=lambda row: reverse("admin:exchange_buddypair_change", args=[row.pk]),
    ),
)
EXCHANGE = Chapter(name="exchange", title=_("Services and exchange"), tell=tell_exchange)
