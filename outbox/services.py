"""Queue a mail, deliver what is due, settle what is in doubt."""

import hashlib
import logging
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.utils.translation import gettext as _

from outbox import kinds, tasks
from outbox.models import Mail, MailStatus, Tick

log = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 6
FIRST_RETRY = timedelta(minutes=1)  # then twice as long each time


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""


def queue(kind, *, key, to, about, now, user=None, due_at=None, details=None):
    """Write the mail's row, once per `key`, in the caller's transaction; return it.

    Rings the doorbell after commit. `to` is a bare address; `details` must hold no secret.
    """
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "user": user,
            "about": about,
            "due_at": due_at or now,
            "details": details or {},
            "message_id": message_id(key),
        },
    )
    if created and mail.due_at <= now:
        transaction.on_commit(tasks.ring, robust=True)
    return mail


def message_id(key):
    """The same for the same mail for ever, so that a receiving server can drop a double."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{settings.SITE_HOST}>"


def cancel(about, *, kinds, why):
    """Take back what is still waiting about a thing."""
    waiting = Mail.objects.about(about).waiting().filter(kind__in=kinds)
    return waiting.update(status=MailStatus.CANCELLED, why=why)


def tick(now):
    Tick.objects.update_or_create(pk=1, defaults={"at": now})


def deliver_due(clock):
    """Send everything that is due; return how many letters left. `clock()` gives the time."""
    flag_abandoned(clock())
    sent, smtp = 0, get_connection()
    try:
        while batch := claim(clock()):
            with suppress(SMTPException, OSError):
                smtp.open()  # one session for the batch; each letter reports its own failure
            sent += sum(deliver(mail, smtp, clock) for mail in batch)
    finally:
        smtp.close()
    return sent


@transaction.atomic
def claim(now):
    """Take a batch of due rows for this worker; no other worker gets them while the lease runs."""
    rows = Mail.objects.due(now).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    batch = list(rows[:BATCH])
    for mail in batch:
        mail.status, mail.lease_until = MailStatus.CLAIMED, now + LEASE
    Mail.objects.bulk_update(batch, ["status", "lease_until"])
    return batch


def deliver(mail, smtp, clock):
    """Compose and send one claimed mail; True if the mail server accepted it."""
    try:
        letter = kinds.compose(mail, clock())
    except Exception as fault:
        # One letter that cannot be written must not hold up the others.
        log.exception("mail %s could not be composed", mail.pk)
        return _leave(mail, MailStatus.FAILED, why=type(fault).__name__)
    if letter is None:
        return _leave(mail, MailStatus.CANCELLED, why=_("No longer needed when it was due."))
    if not _begin_sending(mail, letter, clock()):
        return False
    try:
        smtp.send_messages([_message(mail, letter)])
    except (SMTPException, OSError) as fault:
        smtp.close()
        return _retry_or_fail(mail, fault, clock())
    return _leave(mail, MailStatus.SENT, sent_at=clock(), why="")


def _begin_sending(mail, letter, now):
    """Mark the row just before the server gets the letter; False if another worker took it."""
    ours = Mail.objects.filter(
        pk=mail.pk, status=MailStatus.CLAIMED, lease_until=mail.lease_until
    )
    mail.lease_until, mail.attempts = now + LEASE, mail.attempts + 1
    return ours.update(
        status=MailStatus.SENDING,
        lease_until=mail.lease_until,
        attempts=mail.attempts,
        subject=letter.blotted(letter.subject),
        text=letter.blotted(letter.text),
        html=letter.blotted(letter.html),
    )


def _message(mail, letter):
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[mail.to], headers={"Message-ID": mail.message_id}
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def _retry_or_fail(mail, fault, now):
    why = f"{type(fault).__name__}: {fault}"[:300]
    log.warning("mail %s was not accepted: %s", mail.pk, type(fault).__name__)
    if mail.attempts >= MAX_ATTEMPTS or _is_final(fault):
        return _leave(mail, MailStatus.FAILED, why=why)
    later = now + FIRST_RETRY * 2 ** (mail.attempts - 1)
    return _leave(mail, MailStatus.QUEUED, why=why, due_at=later)


def _is_final(fault):
    """The server said no to the address itself (5xx): asking again will not help."""
    refusals = getattr(fault, "recipients", {}).values()
    return bool(refusals) and all(code >= 500 for code, _text in refusals)


def _leave(mail, status, **changes):
    changes = {"status": status, "lease_until": None, **changes}
    Mail.objects.filter(pk=mail.pk).update(**changes)
    return status == MailStatus.SENT


def flag_abandoned(now):
    """A worker died while the mail server had the letter: a person must look, not a retry."""
    return Mail.objects.abandoned_while_sending(now).update(
        status=MailStatus.IN_DOUBT,
        lease_until=None,
        why=_("The worker stopped while this was being sent; it may have arrived."),
    )


@transaction.atomic
def send_again(mail, *, by, now):
    """A person decided that the mail did not arrive."""
    row = Mail.objects.select_for_update().get(pk=mail.pk)
    _must_wait_for_a_person(row)
    row.status, row.due_at, row.attempts = MailStatus.QUEUED, now, 0
    row.why = _("Sent again by the secretariat.")
    row.save(update_fields=["status", "due_at", "attempts", "why"])
    log.info("mail %s sent again by user %s", row.pk, by.pk)
    transaction.on_commit(tasks.ring, robust=True)
    return row


@transaction.atomic
def settle_as_arrived(mail, *, by, now):
    """A person knows that the mail arrived."""
    row = Mail.objects.select_for_update().get(pk=mail.pk)
    _must_wait_for_a_person(row)
    row.status, row.sent_at = MailStatus.SENT, now
    row.why = _("Settled as arrived by the secretariat.")
    row.save(update_fields=["status", "sent_at", "why"])
    log.info("mail %s settled as arrived by user %s", row.pk, by.pk)
    return row


def _must_wait_for_a_person(row):
    if row not in Mail.objects.for_a_person():
        raise Refused(_("This mail does not wait for anybody: reload the page."))


def keep_sent_at_once(kind, *, to, user, about, subject, text, key, now, why=""):
    """Note a mail that left outside the ledger, such as a password reset; no secret in `text`."""
    status = MailStatus.FAILED if why else MailStatus.SENT
    return Mail.objects.create(
        key=key,
        kind=kind,
        to=to,
        user=user,
        about=about,
        status=status,
        due_at=now,
        sent_at=None if why else now,
        attempts=1,
        message_id=message_id(key),
        subject=subject,
        text=text,
        why=why[:300],
    )
