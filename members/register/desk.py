"""What waits for the secretariat about those who are in the register, as rows of the desk."""

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.register.models import Centre, Mandate, ProfileChange, Reconfirmation
from members.register.services.expiry import horizon


def rows(now, user=None):
    day, centres = network_day(now), reverse("admin:members_centre_changelist")
    profiles = reverse("admin:members_profilechange_changelist")
    reconfirmations = reverse("admin:members_reconfirmation_changelist")
    return [
        {
            "label": _("Members without a delegate"),
            "count": Centre.objects.without_a_delegate(day).count(),
            "oldest": None,
            "url": f"{centres}?delegate=none",
        },
        {
            "label": _("Members' mandates that end soon or have ended"),
            "count": Mandate.objects.of_the_network().ending(horizon(now)).count(),
            "oldest": None,
            "url": f"{centres}?mandate=ending",
        },
        _row(
            _("Changed profiles to review"),
            ProfileChange.objects.submitted(),
            since="submitted_at",
            url=f"{profiles}?status__exact=submitted",
        ),
        _row(
            _("Reconfirmations to accept"),
            Reconfirmation.objects.answered(),
            since="answered_at",
            url=f"{reconfirmations}?waits=answered",
        ),
        _row(
            _("Reconfirmations overdue"),
            Reconfirmation.objects.overdue(day),
            since="asked_at",
            url=f"{reconfirmations}?waits=overdue",
        ),
    ]


def _row(label, waiting, *, since, url):
    oldest = waiting.aggregate(oldest=Min(since))
    return {"label": label, "count": waiting.count(), **oldest, "url": url}
