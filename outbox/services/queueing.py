"""A mail's row, written in the transaction that causes the mail."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings
from django.db import models, transaction

from common.accounts import User
from outbox.models import Mail, MailQuerySet, MailStatus
from outbox.waking import wake_worker

Details = Mapping[str, object]  # what the letter says of the moment, as JSON


def draft(
    kind: str,
    *,
    key: str,
    to: str,
    about: models.Model,
    now: datetime,
    user: User | None = None,
    due_at: datetime | None = None,
    details: Details | None = None,
    held: bool = False,
    of_a_stranger: bool = False,
) -> Mail:
    """A mail that is not written down yet, for `queue_all`; the arguments are those of `queue`."""
    return Mail(
        key=key,
        kind=kind,
        to=to,
        user=user,
        about=about,
        status=MailStatus.HELD if held else MailStatus.QUEUED,
        due_at=due_at or now,
        details=dict(details or {}),
        message_id=message_id(key),
        of_a_stranger=of_a_stranger,
    )


def queue_all(mails: Collection[Mail], *, now: datetime) -> None:
    """Write the rows of many drafts in one go, each once per `key`, as `queue` does with one."""
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    if any(mail.status == MailStatus.QUEUED and mail.due_at <= now for mail in mails):
        transaction.on_commit(wake_worker)


def queue(
    kind: str,
    *,
    key: str,
    to: str,
    about: models.Model,
    now: datetime,
    user: User | None = None,
    due_at: datetime | None = None,
    details: Details | None = None,
    held: bool = False,
    of_a_stranger: bool = False,
) -> Mail:
    """Write the mail's row, once per `key`, in the caller's transaction; return it.

    Wakes a worker after commit. `to` is a bare address; a person with a login gets the
    mail at the address they have when it leaves. `details` must hold no secret. A `held` mail
    waits for `release`, whenever it is due. One `of_a_stranger` is queued by `queue_for_stranger`.
    """
    with_key = Mail.objects.filter(key=key)
    if mail := with_key.first():
        return mail
    mail = draft(
        kind,
        key=key,
        to=to,
        about=about,
        now=now,
        user=user,
        due_at=due_at,
        details=details,
        held=held,
        of_a_stranger=of_a_stranger,
    )
    queue_all([mail], now=now)
    return with_key.get()


def release(mails: MailQuerySet, *, due_at: datetime, now: datetime) -> int:
    """Let the held ones of these mails leave from `due_at` on; return how many."""
    released = mails.filter(status=MailStatus.HELD).update(status=MailStatus.QUEUED, due_at=due_at)
    if released and due_at <= now:
        transaction.on_commit(wake_worker)
    return released


def message_id(key: str) -> str:
    """The same for the same mail for ever, so that a receiving server can drop a double."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{settings.SITE_HOST}>"


def cancel(about: models.Model, *, kinds: Collection[str], why: str) -> int:
    """Take back what has not left yet about a thing."""
    to_come = Mail.objects.about(about).to_come().filter(kind__in=kinds)
    return to_come.update(status=MailStatus.CANCELLED, held_until=None, why=why)


def forget(about: models.Model) -> int:
    """Erase every mail about a thing, its address too: for what is itself erased on request."""
    return Mail.objects.about(about).delete()[0]


def readdress(about: models.Model, *, was: str, to: str) -> int:
    """Let what has not left yet about a thing go to another address: its contact has changed.

    Return how many those are. What failed goes there too, once somebody sends it again.
    """
    mails = Mail.objects.about(about).filter(to__iexact=was)
    mails.with_status(MailStatus.FAILED).update(to=to)
    return mails.to_come().update(to=to)


def queue_new(mails: Collection[Mail], *, now: datetime) -> int:
    """Queue those of the drafts whose key is not known yet; return how many.

    For ticks, which ask the same again and again.
    """
    keys = [mail.key for mail in mails]
    existing_keys = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [mail for mail in mails if mail.key not in existing_keys]
    queue_all(new, now=now)
    return len(new)
