import logging
from time import monotonic

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from outbox import services

log = logging.getLogger(__name__)

SILENCE = 30  # seconds in which a process leaves a broker in peace that did not answer
_silent_until = 0.0
BELL = "outbox.bell"  # is kept from the first ring until a worker looks: more rings say no more
LASTS = 60  # seconds; by then a tick has come


def wake_worker():
    """Tell a worker to look now. If nobody can be told, beat's next tick does the same.

    Whatever the broker does, the click that rings goes on, and only one in a while waits for it.
    """
    global _silent_until
    if monotonic() < _silent_until:
        return
    try:
        if cache.add(BELL, True, LASTS):
            _call_a_worker()
    except Exception as fault:
        _silent_until = monotonic() + SILENCE
        log.warning("the broker does not answer (%s); mail waits for beat", fault)


def _call_a_worker():
    try:
        deliver_now.apply_async(expires=LASTS)
    except Exception:
        cache.delete(BELL)  # nobody heard it
        raise


@shared_task
def deliver_now():
    cache.delete(BELL)  # before looking: what comes from now on rings anew
    services.deliver_due(timezone.now)


@shared_task
def deliver_due():
    """Beat's tick."""
    services.tick(timezone.now())
    services.deliver_due(timezone.now)
