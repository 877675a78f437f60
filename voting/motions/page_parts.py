"""What pages of the register and of applications show of votes."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.dates import first_day, network_day
from members.balance import composition
from members.models import Application, Centre
from voting.models import Motion, RollEntry, RuleSet
from voting.motions import balance


def votes_of_centre(centre: Centre) -> dict[str, QuerySet[RollEntry]]:
    """Its lines on the rolls of certified votes: that it took part, never how.

    Open, provisional and annulled votes stay out. Where a country casts one vote, the line names
    the centres that shared it at opening.
    """
    shared = Q(unit=centre.country.code, name__contains=centre.name)
    entries = RollEntry.objects.filter(Q(unit=centre.slug) | shared)
    entries = entries.filter(motion__in=Motion.objects.certified())
    return {
        "entries": entries.with_has_voted().select_related("motion").order_by("-motion__opened_at")
    }


def balance_around(application: Application) -> dict[str, object]:
    """As it was kept with the vote, else as it would be today; nothing without rules."""
    in_force = RuleSet.objects.adopted().first()
    if in_force is None or not application.country:
        return {}
    motions = Motion.objects.past_draft().filter(application=application)
    decided = motions.counted().order_by("-pk").first()
    day = network_day(timezone.now())
    kept = decided and balance.kept(decided)
    return {
        "motion": decided if kept else None,
        "composition": kept or balance.with_applicant(application, in_force.rules, day),
        "years": in_force.rules.newly_established_years,
        "is_assumption": in_force.rules.is_assumption,
        "established": application.established,
        "maturity": composition.maturity_on(
            first_day(application.established), day, in_force.rules.newly_established_years
        ),
    }
