"""Queue a mail, deliver what is due, settle what is in doubt."""

from outbox.services.delivering import deliver_due, flag_abandoned, last_tick, tick
from outbox.services.queueing import (
    cancel,
    draft,
    forget,
    message_id,
    queue,
    queue_all,
    queue_new,
    readdress,
    release,
)
from outbox.services.settling import (
    note_return,
    send_again,
    send_test_letter,
    settle_as_arrived,
    settle_as_not_needed,
)
from outbox.services.strangers import queue_for_stranger

__all__ = [
    "cancel",
    "deliver_due",
    "draft",
    "flag_abandoned",
    "forget",
    "last_tick",
    "message_id",
    "note_return",
    "queue",
    "queue_all",
    "queue_for_stranger",
    "queue_new",
    "readdress",
    "release",
    "send_again",
    "send_test_letter",
    "settle_as_arrived",
    "settle_as_not_needed",
    "tick",
]
