"""Warnings before a mandate or a piece of evidence ends, and once more when it has ended."""

from datetime import timedelta

from common.dates import network_day
from members.applications.models import Application, Evidence, ProcessRules
from members.applications.services.notifications import notify_applicant
from members.register.models import Mandate
from members.register.services.notifications import first_voices, notify, notify_mailbox


def horizon(now):
    """The last day of validity that is near enough for a warning."""
    return network_day(now) + timedelta(days=ProcessRules.objects.in_force().expiry_warning_days)


def warn(now):
    """Queue every warning that is due by now; a second run finds each mail there already."""
    today, last_day = network_day(now), horizon(now)
    for mandate in Mandate.objects.of_the_network().ending(last_day).select_related("centre"):
        _warn_of_mandate(mandate, _ends_or_ended(mandate.valid_until, today), now)
    for application, day in Evidence.objects.ending_in_open_applications(last_day):
        _warn_of_evidence(application, day, _ends_or_ended(day, today), now)


def _ends_or_ended(valid_until, today):
    return "expired" if valid_until < today else "expiring"


def _warn_of_mandate(mandate, what, now):
    """To the delegate, or the alternates where there is none, and to the secretariat."""
    kind = f"members.mandate_{what}"
    mail = {"key": f"mandate:{mandate.pk}:{mandate.valid_until}", "about": mandate, "now": now}
    notify(first_voices(mandate.centre, now), kind, **mail)
    notify_mailbox(kind, **mail)


def _warn_of_evidence(application, day, what, now):
    """One mail for all that ends on the same day."""
    notify_applicant(
        Application.objects.get(pk=application),
        f"members.evidence_{what}",
        now=now,
        again=day,
        details={"valid_until": day.isoformat()},
    )
