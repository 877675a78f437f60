"""The Network's balance around an application, for the case page: the rules' years are ours."""

from django import template
from django.utils import timezone

from common.dates import first_day, network_day
from members.balance import composition
from voting.models import Motion, RuleSet
from voting.motions import balance

register = template.Library()


@register.inclusion_tag("admin/members/application/_balance.html")
def case_balance(application):
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
