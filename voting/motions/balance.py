"""What an admission would do to the Network's balance, from the register as it is or as it was."""

from datetime import date, datetime

from common.dates import first_day, network_day
from members.balance import composition
from members.balance.composition import Composition, Unit
from members.models import Application, Membership
from voting.models import Motion
from voting.rules import Rules


def with_applicant(application: Application, rules: Rules, day: date) -> Composition:
    """The active members today, and with the applicant among them."""
    members = Membership.objects.entitled_to_vote().select_related("centre")
    units = [Unit(row.centre.name, row.centre.country.code, row.maturity) for row in members]
    began = first_day(application.established)
    maturity = composition.maturity_on(began, day, rules.newly_established_years)
    candidate = Unit(application.title, application.country.code, maturity)
    return composition.with_candidate(units, candidate)


def kept(motion: Motion) -> Composition | None:
    """The balance as it was when the result was certified, else when the vote opened, or None.

    Motions that were opened before it was kept have none.
    """
    return composition.restored(motion.certified_composition or motion.frozen.get("composition"))


def kept_or_today(motion: Motion, now: datetime) -> Composition | None:
    """As it was kept; votes that were opened before it was are shown today's."""
    if motion.application is None:
        return None
    rules = motion.rule_set.rules
    return kept(motion) or with_applicant(motion.application, rules, network_day(now))
