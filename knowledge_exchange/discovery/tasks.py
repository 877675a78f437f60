"""What beat and the workers do for readers. The names are those of before: beat knows them."""

import logging
from collections.abc import Iterable

from celery import shared_task
from django.utils import timezone

from knowledge_exchange.discovery.services import announcing, counting, subscribing
from knowledge_exchange.papers.models import Theme

log = logging.getLogger(__name__)


@shared_task(name="knowledge_exchange.tasks.announce_papers")
def announce_papers():
    announcing.notify_all(timezone.now)


def ask_for_subscription(*, email: str, themes: Iterable[Theme], wants_all: bool) -> None:
    """Look the address up in a worker, so that no answer's length tells what is known of it.

    Without a broker it happens here: a late link is worse than that.
    """
    keys = [theme.pk for theme in themes]
    try:
        mail_subscription_link.delay(email, themes=keys, wants_all=wants_all)
    except Exception as fault:
        # Its kind only: its words might hold the address.
        name = type(fault).__name__
        log.warning("the broker does not answer (%s); a link is mailed without it", name)
        mail_subscription_link(email, themes=keys, wants_all=wants_all)


@shared_task(name="knowledge_exchange.tasks.mail_subscription_link")
def mail_subscription_link(email, *, themes, wants_all):
    subscribing.ask(email, themes=themes, wants_all=wants_all, now=timezone.now())


@shared_task(name="knowledge_exchange.tasks.fold_use")
def fold_use():
    counting.fold(now=timezone.now())
