from members.admin.applications import ApplicationAdmin
from members.admin.people import UserAdmin
from members.admin.process_rules import ProcessRulesAdmin
from members.admin.questions import QuestionTemplateAdmin
from members.admin.reconfirmations import ReconfirmationAdmin
from members.admin.register import (
    CentreAdmin,
    CoChairTermAdmin,
    MembershipAdmin,
    OrganisationAdmin,
    RepresentativeAdmin,
)

__all__ = [
    "ApplicationAdmin",
    "CentreAdmin",
    "CoChairTermAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "ProcessRulesAdmin",
    "QuestionTemplateAdmin",
    "ReconfirmationAdmin",
    "RepresentativeAdmin",
    "UserAdmin",
]
