"""What waits for the secretariat."""

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from exchange.models import BuddyPair, Service


def rows(now, user):
    return [
        _row(_("Services proposed by centres"), Service.objects.proposed(), "service"),
        _row(_("Buddies proposed, not yet agreed"), BuddyPair.objects.waiting(), "buddypair"),
    ]


def _row(label, found, model):
    oldest = found.aggregate(oldest=Min("proposed_at"))["oldest"]
    address = reverse(f"admin:exchange_{model}_changelist")
    return {
        "label": label,
        "count": found.count(),
        "oldest": oldest,
        "url": f"{address}?status__exact=proposed",
    }
