"""Who hears of new papers: asked for by anybody, confirmed by whoever reads the mail."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from common.email_addresses import as_kept
from common.refusals import Refused
from knowledge_exchange.discovery.models import Subscription
from knowledge_exchange.discovery.models.subscriptions import SubscriptionQuerySet
from knowledge_exchange.papers.models import Theme
from outbox import services as outbox

LINK_TO_CONFIRM = "knowledge_exchange.subscription_asked"
LINK_TO_CHANGE = "knowledge_exchange.subscription_known"
PAUSE = timedelta(hours=1)  # a stranger cannot flood somebody's mailbox
UNCONFIRMED_FOR = timedelta(days=7)


def _links() -> signing.Signer:
    """Asked each time: it takes what former secret keys have signed."""
    return signing.Signer(sep=".", salt="knowledge_exchange.subscriptions")


def token(subscription: Subscription) -> str:
    """What the mailed links carry: nothing of the address, and good as long as the row is there."""
    return _links().sign(str(subscription.pk))


def by_token(signed: str) -> Subscription | None:
    """None for a wrong link, or when it has ended since."""
    try:
        return Subscription.objects.filter(pk=_links().unsign(signed)).first()
    except signing.BadSignature:
        return None


@transaction.atomic
def ask(
    email: str, *, themes: Iterable[Theme | int], wants_all: bool, now: datetime
) -> Subscription:
    """Mail a link to this address, once an hour. The caller learns nothing of it, and nobody
    else's choice changes a subscription that is confirmed."""
    subscription, _created = Subscription.objects.get_or_create(
        email=as_kept(email), defaults={"asked_at": now, "wants_all": wants_all}
    )
    if not subscription.is_confirmed:
        subscription.asked_at = now
        subscription.save(update_fields=["asked_at"])
        _set_choice(subscription, themes, wants_all)
    kind = LINK_TO_CHANGE if subscription.is_confirmed else LINK_TO_CONFIRM
    window = int(now.timestamp() // PAUSE.total_seconds())
    outbox.queue_for_stranger(
        kind,
        key=f"{kind}/{subscription.pk}/{window}",
        to=subscription.email,
        about=subscription,
        now=now,
        is_known=subscription.is_confirmed,
    )
    return subscription


def _set_choice(subscription: Subscription, themes: Iterable[Theme | int], wants_all: bool) -> None:
    subscription.wants_all = wants_all
    subscription.save(update_fields=["wants_all"])
    subscription.themes.set(themes)


@transaction.atomic
def confirm(subscription: Subscription, *, now: datetime) -> Subscription:
    """A second click changes nothing."""
    row = _lock(subscription)
    if not row.is_confirmed:
        row.confirmed_at = max(now, row.asked_at)
        row.save(update_fields=["confirmed_at"])
    return row


@transaction.atomic
def choose(subscription: Subscription, *, themes: Sequence[Theme], wants_all: bool) -> Subscription:
    row = _lock(subscription)
    if not (themes or wants_all):
        raise Refused(_("Choose a theme, or every paper."))
    _set_choice(row, themes, wants_all)
    return row


def _lock(subscription: Subscription) -> Subscription:
    """A tab may still be open when the row is gone."""
    row = Subscription.objects.select_for_update().filter(pk=subscription.pk).first()
    if row is None:
        raise Refused(_("This subscription has ended."))
    return row


@transaction.atomic
def end(subscription: Subscription) -> None:
    """Forget the address, here and in the ledger of mails."""
    outbox.forget(subscription)
    Subscription.objects.filter(pk=subscription.pk).delete()


def unconfirmed_too_long(now: datetime) -> SubscriptionQuerySet:
    return Subscription.objects.unconfirmed().filter(asked_at__lt=now - UNCONFIRMED_FOR)


def forget_unconfirmed(now: datetime) -> int:
    """Erase the addresses that nobody confirmed in time; return how many."""
    late = list(unconfirmed_too_long(now))
    for subscription in late:
        with transaction.atomic():
            if not _lock(subscription).is_confirmed:
                end(subscription)
    return len(late)
