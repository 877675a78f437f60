"""What waits for the secretariat about those who are members already, as rows of the desk."""

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.register.models import Mandate, ProfileChange, Reconfirmation
from members.register.services.expiry import horizon


def rows(now, user=None):
    asked = Reconfirmation.objects
    return [
        {
            "label": _("Members' mandates that end soon or have ended"),
            "count": Mandate.objects.of_the_network().ending(horizon(now)).count(),
            "oldest": None,
            "url": f"{reverse('admin:members_centre_changelist')}?mandate=ending",
        },
        _profiles(),
        _row(_("Reconfirmations to accept"), asked.answered(), "answered_at", "answered"),
        _row(_("Reconfirmations overdue"), asked.overdue(network_day(now)), "asked_at", "overdue"),
    ]


def _profiles():
    submitted = ProfileChange.objects.submitted()
    return {
        "label": _("Changed profiles to review"),
        "count": submitted.count(),
        **submitted.aggregate(oldest=Min("submitted_at")),
        "url": f"{reverse('admin:members_profilechange_changelist')}?status__exact=submitted",
    }


def _row(label, waiting, since, waits):
    found = waiting.aggregate(oldest=Min(since))
    address = reverse("admin:members_reconfirmation_changelist")
    return {"label": label, "count": waiting.count(), **found, "url": f"{address}?waits={waits}"}
