"""Wake a worker when something is queued, so that a letter need not wait for beat's next tick."""

import logging
from time import monotonic

from celery import current_app
from django.core.cache import cache

log = logging.getLogger(__name__)

DELIVER = "outbox.tasks.deliver_now"  # by its name: tasks call services, and services call this
PAUSE = 30  # seconds in which a process leaves a broker in peace that did not answer
CALLED = "outbox.bell"  # kept from the first call until a worker looks: more calls say no more
CALLED_SECONDS = 60  # by then a tick has come
_paused_until = 0.0


def wake_worker() -> None:
    """Tell a worker to look now. If nobody can be told, beat's next tick does the same.

    Whatever the broker does, the click behind it goes on, and only one in a while waits for it.
    """
    global _paused_until
    if monotonic() < _paused_until:
        return
    try:
        if cache.add(CALLED, True, CALLED_SECONDS):
            try:
                current_app.send_task(DELIVER, expires=CALLED_SECONDS)
            except Exception:
                cache.delete(CALLED)  # nobody heard it
                raise
    except Exception as fault:
        _paused_until = monotonic() + PAUSE
        log.warning("the broker does not answer (%s); mail waits for beat", fault)


def note_worker_is_awake() -> None:
    """A worker begins to look: what is queued from now on calls anew."""
    cache.delete(CALLED)
