from members.applications.admin import (
    ApplicationAdmin,
    ProcessRulesAdmin,
    QuestionTemplateAdmin,
)
from members.privacy.admin import NetworkFactsAdmin
from members.register.admin import (
    CentreAdmin,
    CircularAdmin,
    CoChairTermAdmin,
    FoundingAdmin,
    MembershipAdmin,
    OrganisationAdmin,
    ProfileChangeAdmin,
    ReconfirmationAdmin,
    RepresentativeAdmin,
    UserAdmin,
)

__all__ = [
    "ApplicationAdmin",
    "CentreAdmin",
    "CircularAdmin",
    "CoChairTermAdmin",
    "FoundingAdmin",
    "MembershipAdmin",
    "NetworkFactsAdmin",
    "OrganisationAdmin",
    "ProcessRulesAdmin",
    "ProfileChangeAdmin",
    "QuestionTemplateAdmin",
    "ReconfirmationAdmin",
    "RepresentativeAdmin",
    "UserAdmin",
]
