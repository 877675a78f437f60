"""What waits for somebody of the secretariat as the second person, never what they proposed."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.accounts import User
from common.waiting import Queue
from proposals import services
from proposals.models import Proposal


def queues(now: datetime, user: User) -> list[Queue]:
    waiting = services.to_release(user)
    urgent = [row for row in waiting if row.act.is_urgent]
    others = [row for row in waiting if not row.act.is_urgent]
    return [
        _queue(_("Urgent proposals that wait for a second person"), urgent, is_urgent=True),
        _queue(_("Proposals that wait for a second person"), others),
    ]


def _queue(label: str, rows: list[Proposal], *, is_urgent: bool = False) -> Queue:
    oldest = min((row.proposed_at for row in rows), default=None)
    return Queue(label, len(rows), reverse("tasks"), oldest=oldest, is_urgent=is_urgent)
