"""Send what is due: claimed, then marked as being sent, then handed to the mail server.

What a worker that dies has marked and not yet settled is in doubt, and for a person to look at.
"""

import logging
from contextlib import closing
from datetime import timedelta
from operator import attrgetter
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from outbox import kinds, smtp_errors, tasks
from outbox.envelopes import Envelope
from outbox.models import IN_WORK, Mail, MailStatus, Tick

log = logging.getLogger(__name__)

BATCH = 50  # letters in one session with the mail server: many servers end longer ones
GROUP = 10  # letters that are marked together while many wait; otherwise each is by itself
ROUND = timedelta(seconds=20)  # then other work gets a turn in this worker
FIRST_PAUSE = timedelta(minutes=1)  # then twice as long each time, up to
LONGEST_PAUSE = timedelta(hours=4)
MAX_ATTEMPTS = 16  # about a day and a half


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
    sent, turn_ends, is_alone = 0, clock() + ROUND, True
    with closing(get_connection()) as server:
        while batch := claim(clock()):
            if is_alone and len(batch) == BATCH:
                tasks.wake_worker()  # many wait: whichever other worker is free helps
                is_alone = False
            try:
                for count in _deliver_batch(batch, server, clock):
                    sent += count
            except (SMTPException, OSError) as fault:
                _put_off_rest(batch, fault, clock())
                break
            server.close()
            if clock() > turn_ends:
                tasks.wake_worker()
                break
    return sent


def _deliver_batch(batch, server, clock):
    """A full batch says that many wait: then letters share their questions and their commits.

    A worker that dies then leaves a group in doubt instead of one letter.
    """
    many_wait = len(batch) == BATCH
    if many_wait:
        kinds.prepare(batch)
    size = GROUP if many_wait else 1
    for start in range(0, len(batch), size):
        group = batch[start : start + size]
        if not many_wait:
            kinds.prepare(group)
        yield deliver(group, server, clock)


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


def deliver(group, server, clock):
    """Write and send claimed mails; return how many the mail server took.

    Raises what the mail server did only where it stands in the way of every other letter too.
    """
    written = [(mail, message) for mail in group if (message := _written(mail, clock))]
    if not written:
        return 0
    server.open()
    ours = _begin_sending([mail for mail, _message in written], clock())
    return _send([pair for pair in written if pair[0].pk in ours], server, clock)


def _written(mail, clock):
    """The message, or None where there is nothing to send: then the row says why."""
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
    shown = letter.redacted()
    mail.subject, mail.text, mail.html = shown.subject, shown.text, shown.html
    return message


def _message(mail, letter):
    """Everything that can be wrong with a letter is found here, before the row says "sending"."""
    if mail.user:
        mail.to = mail.user.email
    validate_email(mail.to)
    message = Envelope(
        letter.subject,
        letter.text,
        letter.html,
        to=[mail.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={**dict(letter.headers), "Message-ID": mail.message_id},
    )
    for attachment in letter.attachments:
        message.attach(*attachment)
    message.message()
    return message


WORDS = attrgetter("pk", "to", "subject", "text", "html")
BEGIN = """
    UPDATE outbox_mail SET status = %s, held_until = %s, attempts = attempts + 1,
        "to" = words.column2, subject = words.column3, text = words.column4, html = words.column5
    FROM (VALUES {rows}) AS words
    WHERE outbox_mail.id = words.column1 AND held_until = %s AND status IN (%s, %s)
    RETURNING outbox_mail.id
"""


def _begin_sending(mails, now):
    """Mark the rows just before the server gets the letters; return the ids of those still ours.

    Written out, because each row gets its own words: one statement and one commit for all.
    """
    lease, in_database = now + settings.MAIL_LEASE, connection.ops.adapt_datetimefield_value
    words = [value for mail in mails for value in WORDS(mail)]
    mark = [MailStatus.SENDING, in_database(lease)]
    still_ours = [in_database(mails[0].held_until), *IN_WORK]
    with connection.cursor() as cursor:
        rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(mails))
        cursor.execute(BEGIN.format(rows=rows), [*mark, *words, *still_ours])
        ours = {pk for (pk,) in cursor.fetchall()}
    for mail in (mail for mail in mails if mail.pk in ours):
        mail.status, mail.held_until, mail.attempts = MailStatus.SENDING, lease, mail.attempts + 1
    return ours


def _send(written, server, clock):
    taken = []
    try:
        for mail, message in written:
            if _is_taken(mail, message, server, clock):
                mail.status = MailStatus.SENT
                taken.append(mail)
    finally:
        _leave_sent(taken, clock())
    return len(taken)


def _is_taken(mail, message, server, clock):
    try:
        server.send_messages([message])
    except smtp_errors.CERTAIN as fault:
        server.close()
        return _put_off(mail, fault, clock())
    except (SMTPException, OSError) as fault:
        why = _("The mail server broke off; the mail may have arrived. %s")
        _leave(mail, MailStatus.IN_DOUBT, why=why % smtp_errors.in_words(fault))
        raise
    return True


def _leave_sent(mails, now):
    if not mails:
        return
    ids, held_until = [mail.pk for mail in mails], mails[0].held_until
    ours = _still_ours(held_until).filter(pk__in=ids)
    changes = {"status": MailStatus.SENT, "held_until": None, "sent_at": now, "why": ""}
    if (count := ours.update(**changes)) < len(ids):
        log.warning("%s of the mails %s: a person had settled them", len(ids) - count, ids)


def _put_off_rest(batch, fault, now):
    """The server itself is in trouble: what it has not had yet waits for a later tick."""
    log.warning("the mail server cannot be used: %s", smtp_errors.in_words(fault))
    for mail in batch:
        if mail.status == MailStatus.CLAIMED:
            mail.attempts += 1
        if mail.status in IN_WORK:
            _put_off(mail, fault, now)


def _put_off(mail, fault, now):
    why = smtp_errors.in_words(fault)
    if smtp_errors.is_final(fault) or mail.attempts >= MAX_ATTEMPTS:
        return _leave(mail, MailStatus.FAILED, why=why)
    pause = min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)
    return _leave(mail, MailStatus.QUEUED, why=why, held_until=now + pause)


def _leave(mail, status, *, why, held_until=None):
    """Let go of a row whose letter was not sent."""
    ours = _still_ours(mail.held_until).filter(pk=mail.pk)
    mail.status, mail.held_until = status, held_until
    changes = {"attempts": mail.attempts, "sent_at": None, "why": str(why)[:300]}
    if not ours.update(status=status, held_until=held_until, **changes):
        log.warning("mail %s was %s, but a person had settled it meanwhile", mail.pk, status)


def _still_ours(held_until):
    """The rows that this worker holds; a late report still settles a doubt."""
    return Mail.objects.filter(held_until=held_until, status__in=(*IN_WORK, MailStatus.IN_DOUBT))


def flag_abandoned(now):
    """A worker died while the mail server had the letter: a person must look, not a retry."""
    return Mail.objects.abandoned_while_sending(now).update(
        status=MailStatus.IN_DOUBT,
        why=_("The worker stopped while this was being sent; it may have arrived."),
    )
