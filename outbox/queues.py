"""The queues of letters: one table, for the list of letters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from common.dates import end_of_network_day
from common.waiting import CappedCount, Viewer
from outbox import kinds
from outbox.models import Mail, MailQuerySet, MailStatus


@dataclass(frozen=True)
class Queue:
    """`letters(mails, viewer)` are those in it; `order` the one that they are shown in."""

    name: str
    label: Text
    letters: Callable[[MailQuerySet, Viewer], MailQuerySet]
    order: str = "due"


QUEUES = {
    queue.name: queue
    for queue in (
        Queue("person", _("For you to settle"), lambda mails, viewer: mails.for_a_person()),
        Queue("failed", _("Failed"), lambda mails, viewer: mails.with_status(MailStatus.FAILED)),
        Queue("came_back", _("Came back"), lambda mails, viewer: mails.came_back()),
        Queue("doubt", _("In doubt"), lambda mails, viewer: mails.with_status(MailStatus.IN_DOUBT)),
        Queue(
            "overdue",
            _("Should have left by now"),
            lambda mails, viewer: mails.overdue(viewer.now),
        ),
        Queue("waiting", _("Waiting to leave"), lambda mails, viewer: mails.waiting()),
        Queue(
            "turn",
            _("Asked for by strangers, one a minute"),
            lambda mails, viewer: mails.waiting_their_turn(viewer.now),
        ),
        Queue(
            "held",
            _("Held until released"),
            lambda mails, viewer: mails.with_status(MailStatus.HELD),
        ),
        Queue(
            "sent",
            _("Sent today"),
            lambda mails, viewer: mails.sent().filter(
                sent_at__gte=end_of_network_day(viewer.day - timedelta(days=1))
            ),
            order="-due",
        ),
    )
}


def letters(name: str, viewer: Viewer) -> MailQuerySet:
    """Those in the queue that staff may know of; all of them without a name."""
    mails = kinds.for_staff(Mail.objects.all())
    return QUEUES[name].letters(mails, viewer) if name else mails


def counts(viewer: Viewer) -> dict[str, int]:
    """How many letters are in each queue, up to the cap, in one query, hung on the viewer's row."""
    subqueries = {name: CappedCount(letters(name, viewer)) for name in QUEUES}
    return get_user_model().objects.filter(pk=viewer.user.pk).values(**subqueries).get()
