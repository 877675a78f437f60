"""What takes two people in the register; `proposals` keeps it until the second one has agreed."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.admin.steps import Text
from members.permissions import why_no_second_person
from members.register.models import Centre, Membership, ProcessRules
from members.register.services import importing, memberships
from proposals.kinds import Kind
from proposals.models import Proposal


def time_to_recall() -> timedelta:
    return timedelta(minutes=ProcessRules.objects.in_force().recall_minutes)


def countries_of(subject: Model) -> Iterable[str]:
    match subject:
        case Membership():
            return [subject.centre.country.code]
        case Centre():
            return [subject.country.code]
    return ()


def why_not_release(user: User, proposal: Proposal) -> str:
    return why_no_second_person(user, proposal.countries)


def _kind(name: str, label: Text, act) -> Kind:
    return Kind(
        name=name,
        label=label,
        act=act,
        why_not_release=why_not_release,
        countries=countries_of,
        recall=time_to_recall,
    )


ENTER = _kind("members.enter", _("Enter a membership"), memberships.enter)
SUSPEND = _kind("members.suspend", _("Suspend a membership"), memberships.suspend)
RESUME = _kind("members.resume", _("Lift a suspension"), memberships.resume)
CLASS = _kind("members.class", _("Change the class"), memberships.change_class)
MATURITY = _kind("members.maturity", _("Change the maturity"), memberships.change_maturity)
DATES = _kind("members.dates", _("Correct the dates"), memberships.correct_dates)
END = _kind("members.end", _("End a membership"), memberships.end)
IMPORT = _kind("members.import", _("Apply an import"), importing.confirm)

KINDS = (ENTER, SUSPEND, RESUME, CLASS, MATURITY, DATES, END, IMPORT)
