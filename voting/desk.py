"""What votes leave to do for the secretariat."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from common.accounts import User
from common.dates import network_day
from common.waiting import Queue, queue_of
from voting.enums import MotionStatus
from voting.models import Amendment, Motion, RollEntry

SOON = timedelta(days=3)
LATE = timedelta(minutes=10)  # beat closes within a minute or two


def queues(now: datetime, user: User) -> list[Queue]:
    motions = reverse("admin:voting_motion_changelist")
    open_ones = f"{motions}?status__exact={MotionStatus.OPEN}"
    closed = f"{motions}?status__exact={MotionStatus.CLOSED}"
    return [
        queue_of(
            Motion.objects.taking_ballots(now).filter(closes_at__lte=now + SOON),
            _("Votes that close within three days"),
            open_ones,
            since="opened_at",
        ),
        queue_of(
            Motion.objects.due_to_close(now - LATE),
            _("Votes past their deadline that nobody has closed"),
            open_ones,
            since="closes_at",
            is_urgent=True,
        ),
        queue_of(
            RollEntry.objects.eligible()
            .filter(motion__in=Motion.objects.taking_ballots(now).values("pk"))
            .nobody_speaks_for(network_day(now)),
            _("Lines of open rolls that nobody can vote for"),
            open_ones,
            since="motion__opened_at",
            is_urgent=True,
        ),
        queue_of(
            Amendment.objects.proposed().filter(motion__in=Motion.objects.taking_ballots(now)),
            _("Changes of an open roll that wait for a second person"),
            open_ones,
            since="proposed_at",
            is_urgent=True,
        ),
        queue_of(
            Motion.objects.awaiting_certification(now).exclude(certify_by__lte=now),
            _("Results that wait for a co-chair"),
            f"{closed}&contested=no",
            since="closed_at",
        ),
        queue_of(
            Motion.objects.certified_too_late(now),
            _("Results that the rules wanted certified by now"),
            f"{closed}&contested=no",
            since="certify_by",
            is_urgent=True,
        ),
        queue_of(
            Motion.objects.contested(),
            _("Contested results, to be settled or annulled"),
            f"{closed}&contested=yes",
            since="closed_at",
            is_urgent=True,
        ),
    ]
