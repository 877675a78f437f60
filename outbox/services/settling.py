"""What a person decides about a mail."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.accounts import User
from common.refusals import Refused
from outbox import kinds
from outbox.models import FOR_A_PERSON, Mail, MailStatus
from outbox.services.queueing import queue
from outbox.waking import wake_worker


@transaction.atomic
def send_again(mail: Mail, *, by: User, now: datetime) -> Mail:
    """A person decided that the mail did not arrive."""
    if not kinds.is_known(mail.kind):
        raise Refused(_("This email was sent at once and not kept. The person has to ask for it."))
    row = _settle(
        mail,
        by=by,
        status=MailStatus.QUEUED,
        due_at=now,
        attempts=0,
        came_back_at=None,
        why=_("Sent again by the secretariat."),
    )
    transaction.on_commit(wake_worker)
    return row


@transaction.atomic
def settle_as_arrived(mail: Mail, *, by: User, now: datetime) -> Mail:
    """A person knows that the mail arrived."""
    why = _("Settled as arrived by the secretariat.")
    return _settle(mail, by=by, status=MailStatus.SENT, sent_at=now, came_back_at=None, why=why)


@transaction.atomic
def settle_as_not_needed(mail: Mail, *, by: User, now: datetime) -> Mail:
    """A person decided that nobody needs the mail any more."""
    why = _("Settled as no longer needed by the secretariat.")
    return _settle(mail, by=by, status=MailStatus.CANCELLED, why=why)


@transaction.atomic
def note_return(mail: Mail, *, by: User | None, now: datetime, said: str = "") -> Mail:
    """The mail server took it and sent it back later, as only a reader of the mailbox can know.

    `said` is what the other side wrote, where the site read the mailbox itself: then `by` is None.
    """
    why = _("It came back, as the secretariat noted.")
    if by is None:
        why = f"{_('It came back:')} {said or _('no reason was given.')}"[:300]
    changes = {"status": MailStatus.FAILED, "sent_at": None, "came_back_at": now, "why": why}
    return _settle(mail, by=by, when=(MailStatus.SENT,), **changes)


def _settle(mail, *, by, when=FOR_A_PERSON, **changes):
    row = Mail.objects.select_for_update().get(pk=mail.pk)
    if row.status not in when:
        raise Refused(_("This letter does not wait for a person any more. Reload the page."))
    changes |= {"settled_by": by, "held_until": None}
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    return row


def send_test_letter(*, by: User, now: datetime) -> Mail:
    """A letter to oneself, at most one a minute, to see that the whole way works."""
    return queue(
        "outbox.test_letter",
        key=f"test-letter:{by.pk}:{now:%Y-%m-%dT%H:%M}",
        to=by.email,
        user=by,
        about=by,
        now=now,
    )
