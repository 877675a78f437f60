"""Queue a mail, deliver what is due, settle what is in doubt."""

import hashlib
import logging
from contextlib import closing
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from outbox import kinds, refusals, tasks
from outbox.models import FOR_A_PERSON, IN_WORK, Mail, MailStatus, Tick

log = logging.getLogger(__name__)

BATCH = 50  # letters in one session with the mail server: many servers end longer ones
ROUND = timedelta(seconds=20)  # then other work gets a turn in this worker
FIRST_PAUSE = timedelta(minutes=1)  # then twice as long each time, up to
LONGEST_PAUSE = timedelta(hours=4)
MAX_ATTEMPTS = 16  # about a day and a half


class Refused(Exception):
    """The rules say no; the text may be shown to whoever asked."""


# --- Queue ------------------------------------------------------------------------------


def queue(kind, *, key, to, about, now, user=None, due_at=None, details=None, held=False):
    """Write the mail's row, once per `key`, in the caller's transaction; return it.

    Rings the doorbell after commit. `to` is a bare address; a person with a login gets the
    mail at the address they have when it leaves. `details` must hold no secret. A `held` mail
    waits for `release`, whenever it is due.
    """
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "user": user,
            "about": about,
            "status": MailStatus.HELD if held else MailStatus.QUEUED,
            "due_at": due_at or now,
            "details": details or {},
            "message_id": message_id(key),
        },
    )
    if created and not held and mail.due_at <= now:
        transaction.on_commit(tasks.ring)
    return mail


def release(mails, *, due_at, now):
    """Let the held ones of these mails leave from `due_at` on; return how many."""
    released = mails.filter(status=MailStatus.HELD).update(status=MailStatus.QUEUED, due_at=due_at)
    if released and due_at <= now:
        transaction.on_commit(tasks.ring)
    return released


def message_id(key):
    """The same for the same mail for ever, so that a receiving server can drop a double."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{settings.SITE_HOST}>"


def cancel(about, *, kinds, why):
    """Take back what has not left yet about a thing."""
    to_come = Mail.objects.about(about).to_come().filter(kind__in=kinds)
    return to_come.update(status=MailStatus.CANCELLED, held_until=None, why=why)


def readdress(about, *, was, to):
    """Let what has not left yet about a thing go to another address: its contact has changed."""
    return Mail.objects.about(about).to_come().filter(to__iexact=was).update(to=to)


# --- Deliver ----------------------------------------------------------------------------


def tick(now):
    """Note that beat rings and a worker answers."""
    Tick.objects.bulk_create(
        [Tick(pk=1, at=now)], update_conflicts=True, unique_fields=["id"], update_fields=["at"]
    )


def last_tick():
    return Tick.objects.values_list("at", flat=True).first()


def deliver_due(clock):
    """Send what is due; return how many letters left. `clock()` gives the time."""
    flag_abandoned(clock())
    sent, turn_ends = 0, clock() + ROUND
    with closing(get_connection()) as server:
        while batch := claim(clock()):
            try:
                for mail in batch:
                    sent += deliver(mail, server, clock)
            except (SMTPException, OSError) as fault:
                _put_off_rest(batch, fault, clock())
                break
            server.close()
            if clock() > turn_ends:
                tasks.ring()
                break
    return sent


@transaction.atomic
def claim(now):
    """Hold a batch of due rows for this worker; until the lease is over no other gets them.

    On SQLite the transaction itself keeps others out: it begins with the write lock.
    """
    rows = Mail.objects.due(now).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    batch = list(rows[:BATCH])
    held_until = now + settings.MAIL_LEASE
    ids = [mail.pk for mail in batch]
    if ids:
        Mail.objects.filter(pk__in=ids).update(status=MailStatus.CLAIMED, held_until=held_until)
    for mail in batch:
        mail.status, mail.held_until = MailStatus.CLAIMED, held_until
    return batch


def deliver(mail, server, clock):
    """Write and send one claimed mail; True if the mail server took it.

    Raises what the mail server did only where it stands in the way of every other letter too.
    """
    try:
        letter = kinds.compose(mail, clock())
        message = letter and _message(mail, letter)
    except Exception as fault:
        # One letter that cannot be written must not hold up the others.
        log.exception("mail %s could not be written", mail.pk)
        why = _("The letter could not be written (%s).") % type(fault).__name__
        return _leave(mail, MailStatus.FAILED, why=why)
    if letter is None:
        why = kinds.why_not(mail) or _("No longer needed when it was due.")
        return _leave(mail, MailStatus.CANCELLED, why=why)
    server.open()
    if not _begin_sending(mail, letter.blotted(), clock()):
        return False
    return _send(mail, message, server, clock)


def _message(mail, letter):
    """Everything that can be wrong with a letter is found here, before the row says "sending"."""
    if mail.user:
        mail.to = mail.user.email
    validate_email(mail.to)
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[mail.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": mail.message_id},
    )
    message.attach_alternative(letter.html, "text/html")
    message.message()
    return message


def _begin_sending(mail, letter, now):
    """Mark the row just before the server gets the letter; False if it is not ours any more."""
    return _update(
        mail,
        status=MailStatus.SENDING,
        held_until=now + settings.MAIL_LEASE,
        attempts=mail.attempts + 1,
        to=mail.to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
    )


def _send(mail, message, server, clock):
    try:
        server.send_messages([message])
    except refusals.CERTAIN as fault:
        server.close()
        return _put_off(mail, fault, clock())
    except (SMTPException, OSError) as fault:
        why = _("The mail server broke off; the mail may have arrived. %s")
        _leave(mail, MailStatus.IN_DOUBT, why=why % refusals.in_words(fault))
        raise
    return _leave(mail, MailStatus.SENT, sent_at=clock(), why="")


def _put_off_rest(batch, fault, now):
    """The server itself is in trouble: what it has not had yet waits for a later tick."""
    log.warning("the mail server cannot be used: %s", refusals.in_words(fault))
    for mail in batch:
        if mail.status == MailStatus.CLAIMED:
            mail.attempts += 1
            _put_off(mail, fault, now)


def _put_off(mail, fault, now):
    why = refusals.in_words(fault)
    if refusals.is_final(fault) or mail.attempts >= MAX_ATTEMPTS:
        return _leave(mail, MailStatus.FAILED, why=why)
    pause = min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)
    return _leave(mail, MailStatus.QUEUED, why=why, held_until=now + pause)


def _leave(mail, status, *, why, held_until=None, sent_at=None):
    """Let go of the row; True if its letter was sent."""
    changes = {"status": status, "held_until": held_until, "attempts": mail.attempts}
    if not _update(mail, **changes, sent_at=sent_at, why=str(why)[:300]):
        log.warning("mail %s was %s, but a person had settled it meanwhile", mail.pk, status)
    return status == MailStatus.SENT


def _update(mail, **changes):
    """Change the row if this worker still holds it; a late report still settles a doubt."""
    ours = Mail.objects.filter(
        pk=mail.pk, held_until=mail.held_until, status__in=(*IN_WORK, MailStatus.IN_DOUBT)
    )
    for field, value in changes.items():
        setattr(mail, field, value)
    return bool(ours.update(**changes))


def flag_abandoned(now):
    """A worker died while the mail server had the letter: a person must look, not a retry."""
    return Mail.objects.abandoned_while_sending(now).update(
        status=MailStatus.IN_DOUBT,
        why=_("The worker stopped while this was being sent; it may have arrived."),
    )


# --- Settle -----------------------------------------------------------------------------


@transaction.atomic
def send_again(mail, *, by, now):
    """A person decided that the mail did not arrive."""
    if not kinds.is_known(mail.kind):
        raise Refused(_("This mail was sent at once and not kept. The person has to ask for it."))
    row = _settle(
        mail,
        by=by,
        status=MailStatus.QUEUED,
        due_at=now,
        attempts=0,
        why=_("Sent again by the secretariat."),
    )
    transaction.on_commit(tasks.ring)
    return row


@transaction.atomic
def settle_as_arrived(mail, *, by, now):
    """A person knows that the mail arrived."""
    why = _("Settled as arrived by the secretariat.")
    return _settle(mail, by=by, status=MailStatus.SENT, sent_at=now, why=why)


@transaction.atomic
def settle_as_not_needed(mail, *, by, now):
    """A person decided that nobody needs the mail any more."""
    why = _("Settled as no longer needed by the secretariat.")
    return _settle(mail, by=by, status=MailStatus.CANCELLED, why=why)


@transaction.atomic
def note_return(mail, *, by, now):
    """The mail server took it and sent it back later, as only a reader of the mailbox can know."""
    why = _("It came back, as the secretariat noted.")
    changes = {"status": MailStatus.FAILED, "sent_at": None, "why": why}
    return _settle(mail, by=by, when=(MailStatus.SENT,), **changes)


def _settle(mail, *, by, when=FOR_A_PERSON, **changes):
    row = Mail.objects.select_for_update().get(pk=mail.pk)
    if row.status not in when:
        raise Refused(_("This mail does not wait for a person any more. Reload the page."))
    changes |= {"settled_by": by, "held_until": None}
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    return row


def send_test_letter(*, by, now):
    """A letter to oneself, at most one a minute, to see that the whole way works."""
    return queue(
        "outbox.test_letter",
        key=f"test-letter:{by.pk}:{now:%Y-%m-%dT%H:%M}",
        to=by.email,
        user=by,
        about=by,
        now=now,
    )
