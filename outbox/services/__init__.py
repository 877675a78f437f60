"""Queue a mail, deliver what is due, settle what is in doubt."""

from outbox.services.circulars import (
    drop_circular,
    forget_reader,
    revise_circular,
    start_circular,
    stop_circular,
    write_circular,
)
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
    "drop_circular",
    "flag_abandoned",
    "forget",
    "forget_reader",
    "last_tick",
    "message_id",
    "note_return",
    "queue",
    "queue_all",
    "queue_for_stranger",
    "queue_new",
    "readdress",
    "release",
    "revise_circular",
    "send_again",
    "send_test_letter",
    "settle_as_arrived",
    "settle_as_not_needed",
    "start_circular",
    "stop_circular",
    "tick",
    "write_circular",
]
