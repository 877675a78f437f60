"""What the exchange leaves to do for the secretariat."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.accounts import User
from common.waiting import Queue, queue_of
from exchange.models import BuddyPair, Service


def queues(now: datetime, user: User) -> list[Queue]:
    services = f"{reverse('admin:exchange_service_changelist')}?status__exact=proposed"
    pairs = f"{reverse('admin:exchange_buddypair_changelist')}?status__exact=proposed"
    proposed, waiting = Service.objects.proposed(), BuddyPair.objects.waiting()
    return [
        queue_of(proposed, _("Services proposed by centres"), services, since="proposed_at"),
        queue_of(waiting, _("Buddies proposed, not yet agreed"), pairs, since="proposed_at"),
    ]
