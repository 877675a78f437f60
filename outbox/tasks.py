from celery import shared_task
from django.conf import settings
from django.utils import timezone

from outbox import services
from outbox.services.returning import read_returned
from outbox.waking import note_worker_is_awake


@shared_task
def deliver_now() -> None:
    note_worker_is_awake()
    services.deliver_due(timezone.now)


@shared_task
def deliver_due() -> None:
    """Beat's tick."""
    services.tick(timezone.now())
    services.deliver_due(timezone.now)


@shared_task
def read_returned_letters() -> None:
    """Every few minutes, where a mailbox is configured."""
    if settings.BOUNCE_MAILBOX_URL:
        read_returned(timezone.now())
