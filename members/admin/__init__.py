from members.admin.applications import ApplicationAdmin
from members.admin.memberships import MembershipAdmin
from members.admin.people import UserAdmin
from members.admin.process_rules import ProcessRulesAdmin
from members.admin.profiles import ProfileChangeAdmin
from members.admin.questions import QuestionTemplateAdmin
from members.admin.reconfirmations import ReconfirmationAdmin
from members.admin.register import (
    CentreAdmin,
    CoChairTermAdmin,
    OrganisationAdmin,
)
from members.admin.representatives import RepresentativeAdmin

__all__ = [
    "ApplicationAdmin",
    "CentreAdmin",
    "CoChairTermAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "ProcessRulesAdmin",
    "ProfileChangeAdmin",
    "QuestionTemplateAdmin",
    "ReconfirmationAdmin",
    "RepresentativeAdmin",
    "UserAdmin",
]
