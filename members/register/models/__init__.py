from members.register.models.addresses import AddressChange
from members.register.models.attempts import Attempt
from members.register.models.founding import (
    Founding,
    FoundingAgreement,
    FoundingCentre,
    FoundingPerson,
)
from members.register.models.imports import ImportRun
from members.register.models.mandates import Mandate, Reconfirmation, ReconfirmedCriterion
from members.register.models.memberships import Membership, MembershipEvent, PlannedLeaving
from members.register.models.network_facts import NetworkFacts
from members.register.models.people import SignInEvent, User
from members.register.models.process_rules import ProcessRules
from members.register.models.profiles import ProfileChange, ProfileVersion
from members.register.models.register import (
    Centre,
    CentreLink,
    CoChairTerm,
    FormerName,
    Organisation,
)
from members.register.models.representatives import Representative

__all__ = [
    "Attempt",
    "AddressChange",
    "Centre",
    "CentreLink",
    "CoChairTerm",
    "FormerName",
    "Founding",
    "FoundingAgreement",
    "FoundingCentre",
    "FoundingPerson",
    "ImportRun",
    "Mandate",
    "Membership",
    "MembershipEvent",
    "NetworkFacts",
    "Organisation",
    "PlannedLeaving",
    "ProcessRules",
    "ProfileChange",
    "ProfileVersion",
    "Reconfirmation",
    "ReconfirmedCriterion",
    "Representative",
    "SignInEvent",
    "User",
]
