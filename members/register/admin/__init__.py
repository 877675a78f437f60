from members.register.admin.co_chairs import CoChairTermAdmin
from members.register.admin.founding import FoundingAdmin
from members.register.admin.letters_to_many import CircularAdmin
from members.register.admin.memberships import MembershipAdmin
from members.register.admin.organisations import OrganisationAdmin
from members.register.admin.people import UserAdmin
from members.register.admin.profiles import ProfileChangeAdmin
from members.register.admin.reconfirmations import ReconfirmationAdmin
from members.register.admin.register import CentreAdmin
from members.register.admin.representatives import RepresentativeAdmin

__all__ = [
    "CentreAdmin",
    "CircularAdmin",
    "CoChairTermAdmin",
    "FoundingAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "ProfileChangeAdmin",
    "ReconfirmationAdmin",
    "RepresentativeAdmin",
    "UserAdmin",
]
