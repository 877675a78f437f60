import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from outbox import services

log = logging.getLogger(__name__)


def ring():
    """Tell a worker to look now. If nobody can be told, beat's next tick does the same."""
    try:
        deliver_now.delay()
    except (OperationalError, OSError):
        log.warning("the broker cannot be reached; the mail waits for the next tick")


@shared_task
def deliver_now():
    services.deliver_due(timezone.now)


@shared_task
def deliver_due():
    """Beat's tick: note that beat lives, then send."""
    services.tick(timezone.now())
    services.deliver_due(timezone.now)
