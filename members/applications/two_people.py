"""What takes two people about an application and is no decision on it."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.applications.services import erasing
from members.permissions import is_secretariat, why_no_second_person
from members.register.two_people import time_to_recall
from proposals.kinds import Kind

ERASE_APPLICATION = Kind(
    name="members.erase_application",
    label=_("Erase the people named in an application"),
    act=erasing.erase,
    why_not_propose=lambda user, subject: (
        "" if is_secretariat(user) else _now("The secretariat proposes it.")
    ),
    why_not_release=lambda user, proposal: why_no_second_person(user, proposal.countries),
    countries=lambda application: [application.country.code] if application.country else (),
    recall=time_to_recall,
)
