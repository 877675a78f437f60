"""The queues of letters: one table, for the list of letters."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from common.admin.lists import Queue
from common.dates import end_of_network_day
from outbox.models import MailStatus

QUEUES = (
    Queue(
        name="person",
        label=_("For you to settle"),
        rows=lambda mails, viewer: mails.for_a_person(),
    ),
    Queue(
        name="failed",
        label=_("Failed"),
        rows=lambda mails, viewer: mails.with_status(MailStatus.FAILED),
    ),
    Queue(
        name="came_back",
        label=_("Came back"),
        rows=lambda mails, viewer: mails.came_back(),
    ),
    Queue(
        name="doubt",
        label=_("In doubt"),
        rows=lambda mails, viewer: mails.with_status(MailStatus.IN_DOUBT),
    ),
    Queue(
        name="overdue",
        label=_("Should have left by now"),
        rows=lambda mails, viewer: mails.overdue(viewer.now),
    ),
    Queue(
        name="waiting",
        label=_("Waiting to leave"),
        rows=lambda mails, viewer: mails.waiting(),
    ),
    Queue(
        name="turn",
        label=_("Asked for by strangers, one a minute"),
        rows=lambda mails, viewer: mails.waiting_their_turn(viewer.now),
    ),
    Queue(
        name="held",
        label=_("Held until released"),
        rows=lambda mails, viewer: mails.with_status(MailStatus.HELD),
    ),
    Queue(
        name="sent",
        label=_("Sent today"),
        rows=lambda mails, viewer: mails.sent().filter(
            sent_at__gte=end_of_network_day(viewer.day - timedelta(days=1))
        ),
    ),
)
