"""Send what is due: claimed, then marked as being sent, then handed to the mail server.

What a worker that dies has marked and not yet settled is in doubt, and for a person to look at.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from operator import attrgetter
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.email_addresses import as_kept, canonical, validate_address
from outbox import kinds, smtp_errors
from outbox.envelopes import Envelope
from outbox.models import IN_WORK, Mail, MailQuerySet, MailStatus, Tick
from outbox.waking import wake_worker

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
BATCH = 50  # letters in one session with the mail server: many servers end longer ones
GROUP = 10  # letters that are marked together while many wait; otherwise each is by itself
TURN = timedelta(seconds=20)  # then other work gets a turn in this worker
FIRST_PAUSE = timedelta(minutes=1)  # then twice as long each time, up to
LONGEST_PAUSE = timedelta(hours=4)
MAX_ATTEMPTS = 16  # about a day and a half


def tick(now: datetime) -> None:
    """Note that beat calls and a worker answers."""
    Tick.objects.bulk_create(
        [Tick(pk=1, at=now)], update_conflicts=True, unique_fields=["id"], update_fields=["at"]
    )


def last_tick() -> datetime | None:
    return Tick.objects.values_list("at", flat=True).first()


def deliver_due(clock: Clock) -> int:
    """Send what is due; return how many letters left. `clock()` gives the time.

    A full batch says that many wait: then another worker is called to help, and letters share
    their questions and their commits. A worker that dies leaves a group in doubt, not one letter.
    """
    flag_abandoned(clock())
    sent, turn_ends, is_alone = 0, clock() + TURN, True
    with closing(get_connection()) as server:
        while batch := claim(clock()):
            many_wait = len(batch) == BATCH
            if many_wait and is_alone:
                wake_worker()
                is_alone = False
            size = GROUP if many_wait else 1
            try:
                if many_wait:
                    kinds.prepare(batch)
                for start in range(0, len(batch), size):
                    group = batch[start : start + size]
                    if not many_wait:
                        kinds.prepare(group)
                    sent += deliver(group, server, clock)
            except (SMTPException, OSError) as fault:
                _put_off_rest(batch, fault, clock())
                break
            server.close()
            if clock() > turn_ends:
                wake_worker()
                break
    return sent


@transaction.atomic
def claim(now: datetime) -> list[Mail]:
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


def deliver(group: Sequence[Mail], server: BaseEmailBackend, clock: Clock) -> int:
    """Write and send claimed mails; return how many the mail server took.

    Raises what the mail server did only where it stands in the way of every other letter too.
    """
    written = [(mail, message) for mail in group if (message := _write(mail, clock))]
    if not written:
        return 0
    server.open()
    still_ours = _mark_as_sending([mail for mail, _message in written], clock())
    taken = []
    try:
        for mail, message in written:
            if mail.pk not in still_ours:
                continue
            try:
                server.send_messages([message])
            except smtp_errors.CERTAIN as fault:
                server.close()
                _put_off(mail, fault, clock())
            except (SMTPException, OSError) as fault:
                why = _("The mail server broke off; the mail may have arrived. %s")
                _leave(mail, MailStatus.IN_DOUBT, why=why % smtp_errors.in_words(fault))
                raise
            else:
                mail.status = MailStatus.SENT
                taken.append(mail)
    finally:
        _leave_sent(taken, clock())
    return len(taken)


def _write(mail: Mail, clock: Clock) -> Envelope | None:
    """The message, or None where there is nothing to send: then the row says why.

    Everything that can be wrong with a letter is found here, before the row says "sending".
    """
    try:
        letter = kinds.compose(mail, clock())
        message = _address(mail, letter) if letter else None
    except Exception as fault:
        # One letter that cannot be written must not hold up the others.
        log.exception("mail %s could not be written", mail.pk)
        why = _("The letter could not be written (%s).") % type(fault).__name__
        _leave(mail, MailStatus.FAILED, why=why)
        return None
    if letter is None:
        why = kinds.why_not(mail) or _("No longer needed when it was due.")
        _leave(mail, MailStatus.CANCELLED, why=why)
        return None
    shown = letter.redacted()
    mail.subject, mail.text, mail.html = shown.subject, shown.text, shown.html
    return message


def _address(mail: Mail, letter: kinds.Letter) -> Envelope:
    if mail.user:
        mail.to = mail.user.email
    # An address from before there was one form of them: no older rule may lead it astray.
    mail.to = mail.to if mail.to.isascii() else canonical(mail.to)
    validate_address(mail.to)
    message = Envelope(
        letter.subject,
        letter.text,
        letter.html,
        to=[mail.to],
        reply_to=[as_kept(letter.reply_to)] if letter.reply_to else None,
        headers={**dict(letter.headers), "Message-ID": mail.message_id},
    )
    for attachment in letter.attachments:
        message.attach(*attachment)
    message.message()
    return message


WORDS = attrgetter("pk", "to", "subject", "text", "html")
MARK_AS_SENDING = """
    UPDATE outbox_mail SET status = %s, held_until = %s, attempts = attempts + 1,
        "to" = words.column2, subject = words.column3, text = words.column4, html = words.column5
    FROM (VALUES {rows}) AS words
    WHERE outbox_mail.id = words.column1 AND held_until = %s AND status IN (%s, %s)
    RETURNING outbox_mail.id
"""


def _mark_as_sending(mails: Sequence[Mail], now: datetime) -> set[int]:
    """Mark the rows just before the server gets the letters; return the ids of those still ours.

    Written out, because each row gets its own words: one statement and one commit for all.
    """
    lease, in_database = now + settings.MAIL_LEASE, connection.ops.adapt_datetimefield_value
    words = [value for mail in mails for value in WORDS(mail)]
    mark = [MailStatus.SENDING, in_database(lease)]
    ours_before = [in_database(mails[0].held_until), *IN_WORK]
    with connection.cursor() as cursor:
        rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(mails))
        cursor.execute(MARK_AS_SENDING.format(rows=rows), [*mark, *words, *ours_before])
        ours = {pk for (pk,) in cursor.fetchall()}
    for mail in (mail for mail in mails if mail.pk in ours):
        mail.status, mail.held_until, mail.attempts = MailStatus.SENDING, lease, mail.attempts + 1
    return ours


def _leave_sent(mails: Sequence[Mail], now: datetime) -> None:
    if not mails:
        return
    ids, held_until = [mail.pk for mail in mails], mails[0].held_until
    ours = _still_held_until(held_until).filter(pk__in=ids)
    count = ours.update(status=MailStatus.SENT, held_until=None, sent_at=now, why="")
    if count < len(ids):
        log.warning("%s of the mails %s: a person had settled them", len(ids) - count, ids)


def _put_off_rest(batch: Sequence[Mail], fault: Exception, now: datetime) -> None:
    """The server itself is in trouble: what it has not had yet waits for a later tick."""
    log.warning("the mail server cannot be used: %s", smtp_errors.for_the_log(fault))
    for mail in batch:
        if mail.status == MailStatus.CLAIMED:
            mail.attempts += 1
        if mail.status in IN_WORK:
            _put_off(mail, fault, now)


def _put_off(mail: Mail, fault: Exception, now: datetime) -> None:
    why = smtp_errors.in_words(fault)
    if smtp_errors.is_final(fault) or mail.attempts >= MAX_ATTEMPTS:
        _leave(mail, MailStatus.FAILED, why=why)
    else:
        pause = min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)
        _leave(mail, MailStatus.QUEUED, why=why, held_until=now + pause)


def _leave(mail: Mail, status: MailStatus, *, why: str, held_until: datetime | None = None) -> None:
    """Let go of a row whose letter was not sent."""
    ours = _still_held_until(mail.held_until).filter(pk=mail.pk)
    mail.status, mail.held_until = status, held_until
    changes = {"attempts": mail.attempts, "sent_at": None, "why": str(why)[:300]}
    if not ours.update(status=status, held_until=held_until, **changes):
        log.warning("mail %s was %s, but a person had settled it meanwhile", mail.pk, status)


def _still_held_until(held_until: datetime | None) -> MailQuerySet:
    """The rows that this worker holds; a late report still settles a doubt."""
    return Mail.objects.filter(held_until=held_until, status__in=(*IN_WORK, MailStatus.IN_DOUBT))


def flag_abandoned(now: datetime) -> int:
    """A worker died while the mail server had the letter: a person must look, not a retry."""
    return Mail.objects.abandoned_while_sending(now).update(
        status=MailStatus.IN_DOUBT,
        why=_("The worker stopped while this was being sent; it may have arrived."),
    )
