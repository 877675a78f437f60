"""Who hears of new papers: asked for by anybody, confirmed by whoever reads the mail."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.discovery.models import Subscription
from outbox import services as outbox

ASKED = "knowledge_exchange.subscription_asked"
KNOWN = "knowledge_exchange.subscription_known"
MAILS_EVERY = timedelta(hours=1)  # a stranger cannot flood somebody's mailbox
UNCONFIRMED_FOR = timedelta(days=7)
SIGNER = signing.Signer(sep=".", salt="knowledge_exchange.subscriptions")


def token(subscription):
    """What the mailed links carry: nothing of the address, and good as long as the row is there."""
    return SIGNER.sign(subscription.pk)


def by_token(signed):
    """The subscription, or None: a wrong link, or unsubscribed since."""
    try:
        return Subscription.objects.filter(pk=SIGNER.unsign(signed)).first()
    except signing.BadSignature:
        return None


@transaction.atomic
def ask(email, *, themes, wants_all, now):
    """Mail a link to this address. The caller learns nothing of it, and nobody else's choice
    changes a subscription that is confirmed."""
    row, _new = Subscription.objects.get_or_create(
        email=email.lower(), defaults={"asked_at": now, "wants_all": wants_all}
    )
    if not row.is_confirmed:
        row.asked_at = now
        row.save(update_fields=["asked_at"])
        _set_choice(row, themes, wants_all)
    _mail(row, KNOWN if row.is_confirmed else ASKED, now=now)
    return row


def _mail(subscription, kind, *, now):
    window = int(now.timestamp() // MAILS_EVERY.total_seconds())
    outbox.queue(
        kind,
        key=f"{kind}/{subscription.pk}/{window}",
        to=subscription.email,
        about=subscription,
        now=now,
    )


def _set_choice(subscription, themes, wants_all):
    subscription.wants_all = wants_all
    subscription.save(update_fields=["wants_all"])
    subscription.themes.set(themes)


@transaction.atomic
def confirm(subscription, *, now):
    """A second click changes nothing."""
    row = _locked(subscription)
    if not row.is_confirmed:
        row.confirmed_at = max(now, row.asked_at)
        row.save(update_fields=["confirmed_at"])
    return row


@transaction.atomic
def choose(subscription, *, themes, wants_all):
    row = _locked(subscription)
    if not (themes or wants_all):
        raise Refused(_("Choose a theme, or every paper."))
    _set_choice(row, themes, wants_all)
    return row


def _locked(subscription):
    """A tab may still be open when the row is gone."""
    row = Subscription.objects.select_for_update().filter(pk=subscription.pk).first()
    if row is None:
        raise Refused(_("This subscription has ended."))
    return row


@transaction.atomic
def end(subscription):
    """Forget the address, here and in the ledger of mails."""
    outbox.forget(subscription)
    Subscription.objects.filter(pk=subscription.pk).delete()


def forget_unconfirmed(now):
    """Erase the addresses that nobody confirmed in time; return how many."""
    late = list(Subscription.objects.unconfirmed().filter(asked_at__lt=now - UNCONFIRMED_FOR))
    for subscription in late:
        _end_unless_confirmed(subscription)
    return len(late)


@transaction.atomic
def _end_unless_confirmed(subscription):
    if not _locked(subscription).is_confirmed:
        end(subscription)
