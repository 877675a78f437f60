"""The letters that a step would send, found by trying it and taking it back."""

from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from common.admin.steps import Letter, Trial
from outbox import kinds
from outbox.models import Mail
from outbox.preview import preview_of

AT_ONCE = timedelta(minutes=1)  # the database's clock may be a little ahead of ours


def rehearsed(trial: Trial) -> list[Letter]:
    """One letter of each kind and time that the step would queue, with all whom it goes to.

    What is shown is what would be sent: the step itself is tried, and nothing of it is kept. What
    leaves first comes first. What others queue at this very moment is left out.
    """
    now = timezone.now()
    with transaction.atomic():
        newest = Mail.objects.aggregate(newest=Max("pk"))["newest"] or 0
        trial.act()
        mails = kinds.for_staff(Mail.objects.to_come().filter(pk__gt=newest))
        queued = list(mails.select_related("user").order_by("due_at", "kind", "pk"))
        letters = {
            mails_alike[0].pk: _letter(mails_alike, now)
            for _key, alike in groupby(queued, key=lambda mail: (mail.due_at, mail.kind))
            if (mails_alike := list(alike))
        }
        transaction.set_rollback(True)
    others = set(Mail.objects.filter(pk__in=letters).values_list("pk", flat=True))
    return [letter for pk, letter in letters.items() if letter and pk not in others]


def letter_of(mail: Mail, now: datetime) -> Letter:
    """A mail as it would leave now."""
    return _letter([mail], now) or Letter(text=preview_of(mail, now).note)


def _letter(mails: list[Mail], now: datetime) -> Letter | None:
    """What the first of these mails says, in the form in which a person may write it anew."""
    mail = mails[0]
    composed = kinds.compose(mail, now)
    if composed is None:
        return None
    return Letter(
        text=composed.words or composed.redacted().text,
        to=tuple(str(other.user or other.to) for other in mails),
        label=kinds.label(mail.kind),
        leaves_at=mail.due_at if mail.is_waiting and mail.due_at > now + AT_ONCE else None,
    )
