"""What the mail leaves to do for the secretariat."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.accounts import User
from common.waiting import Queue, queue_of
from outbox import kinds
from outbox.models import Mail


def queues(now: datetime, user: User) -> list[Queue]:
    mails = reverse("admin:outbox_mail_changelist")
    return [
        queue_of(
            kinds.for_staff(Mail.objects.for_a_person()),
            _("Mails that failed or are in doubt"),
            f"{mails}?attention=person",
            since="due_at",
            is_urgent=True,
        ),
        queue_of(
            kinds.for_staff(Mail.objects.overdue(now)),
            _("Mails that should have left by now"),
            f"{mails}?attention=overdue",
            since="due_at",
            is_urgent=True,
        ),
        Queue(
            _("Letters that strangers asked for, sent one a minute because there are so many"),
            Mail.objects.waiting_their_turn(now).count(),
            f"{mails}?attention=turn",
        ),
    ]
