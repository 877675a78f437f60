"""Reminders come from ticks that ask the same again and again: only what is new is queued."""

from outbox.models import Mail
from outbox.services import queue_all


def queue_new(mails, *, now):
    """Queue those of the drafts whose key is not known yet; return how many."""
    keys = [mail.key for mail in mails]
    known = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [mail for mail in mails if mail.key not in known]
    queue_all(new, now=now)
    return len(new)
