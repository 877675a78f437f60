"""A mail's row, written in the transaction that causes the mail."""

import hashlib

from django.conf import settings
from django.db import transaction

from outbox import tasks
from outbox.models import Mail, MailStatus


def draft(kind, *, key, to, about, now, user=None, due_at=None, details=None, held=False):
    """A mail that is not written down yet, for `queue_all`; the arguments are those of `queue`."""
    return Mail(
        key=key,
        kind=kind,
        to=to,
        user=user,
        about=about,
        status=MailStatus.HELD if held else MailStatus.QUEUED,
        due_at=due_at or now,
        details=details or {},
        message_id=message_id(key),
    )


def queue_all(mails, *, now):
    """Write the rows of many drafts in one go, each once per `key`, as `queue` does with one."""
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    if any(mail.status == MailStatus.QUEUED and mail.due_at <= now for mail in mails):
        transaction.on_commit(tasks.wake_worker)


def queue(kind, *, key, now, **facts):
    """Write the mail's row, once per `key`, in the caller's transaction; return it.

    Rings the doorbell after commit. `to` is a bare address; a person with a login gets the
    mail at the address they have when it leaves. `details` must hold no secret. A `held` mail
    waits for `release`, whenever it is due.
    """
    known = Mail.objects.filter(key=key)
    if mail := known.first():
        return mail
    queue_all([draft(kind, key=key, now=now, **facts)], now=now)
    return known.get()


def release(mails, *, due_at, now):
    """Let the held ones of these mails leave from `due_at` on; return how many."""
    released = mails.filter(status=MailStatus.HELD).update(status=MailStatus.QUEUED, due_at=due_at)
    if released and due_at <= now:
        transaction.on_commit(tasks.wake_worker)
    return released


def message_id(key):
    """The same for the same mail for ever, so that a receiving server can drop a double."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{settings.SITE_HOST}>"


def cancel(about, *, kinds, why):
    """Take back what has not left yet about a thing."""
    to_come = Mail.objects.about(about).to_come().filter(kind__in=kinds)
    return to_come.update(status=MailStatus.CANCELLED, held_until=None, why=why)


def forget(about):
    """Erase every mail about a thing, its address too: for what is itself erased on request."""
    return Mail.objects.about(about).delete()


def readdress(about, *, was, to):
    """Let what has not left yet about a thing go to another address: its contact has changed."""
    return Mail.objects.about(about).to_come().filter(to__iexact=was).update(to=to)


def queue_new(mails, *, now):
    """Queue those of the drafts whose key is not known yet; return how many.

    For ticks, which ask the same again and again.
    """
    keys = [mail.key for mail in mails]
    known = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [mail for mail in mails if mail.key not in known]
    queue_all(new, now=now)
    return len(new)
