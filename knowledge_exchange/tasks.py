"""Tasks are found here; what papers ask of a worker stands in their wing."""

import logging

from celery import shared_task
from django.utils import timezone

from knowledge_exchange.discovery.services import announcing, counting, subscribing
from knowledge_exchange.meetings.services import attending, minutes
from knowledge_exchange.papers.tasks import clear_papers, render_paper, render_waiting_papers

__all__ = ["clear_papers", "render_paper", "render_waiting_papers"]

log = logging.getLogger(__name__)


@shared_task
def follow_up_meetings():
    """Beat's, every hour: what meetings agreed and is due by now, and who has not answered."""
    now = timezone.now()
    minutes.remind(now)
    attending.remind(now)


def wake_worker_for_announcements():
    """Ask a worker to tell the subscribers now; whatever the broker does, beat asks again."""
    try:
        announce_papers.delay()
    except Exception as fault:
        log.warning("the broker does not answer (%s); announcements wait for beat", fault)


@shared_task
def announce_papers():
    announcing.notify_all(timezone.now)


def ask_for_subscription(*, email, themes, wants_all):
    """Look the address up in a worker, so that no answer's length tells what is known of it.

    Without a broker it happens here: a late link is worse than that.
    """
    chosen = {"themes": [theme.pk for theme in themes], "wants_all": wants_all}
    try:
        mail_subscription_link.delay(email, **chosen)
    except Exception as fault:
        # Its kind only: its words might hold the address.
        name = type(fault).__name__
        log.warning("the broker does not answer (%s); a link is mailed without it", name)
        mail_subscription_link(email, **chosen)


@shared_task
def mail_subscription_link(email, *, themes, wants_all):
    subscribing.ask(email, themes=themes, wants_all=wants_all, now=timezone.now())


@shared_task
def forget_unconfirmed_subscriptions():
    """Beat's, every hour."""
    subscribing.forget_unconfirmed(timezone.now())


@shared_task
def fold_use():
    counting.fold(now=timezone.now())
