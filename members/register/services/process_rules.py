"""A new version of the periods that the process runs by; earlier versions stay as they are."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.enums import Basis
from members.register.models import ProcessRules, User
from members.register.services.notifications import tell_members
from proposals.services import must_be_another
from traces.enums import Act
from traces.services import note


@transaction.atomic
def adopt(
    in_force: ProcessRules, *, by: User, released_by: User, now: datetime, **numbers: int | bool
) -> ProcessRules:
    """Put these numbers in force after the version that they were compared with; all are told."""
    must_be_another(by, released_by)
    taken = Refused(
        _("A colleague has just put a new version in force. Look at it, then try again.")
    )
    if ProcessRules.objects.in_force() != in_force:
        raise taken
    try:
        with transaction.atomic():
            rules = ProcessRules.objects.create(
                version=in_force.version + 1,
                adopted_at=now,
                adopted_by=by,
                released_by=released_by,
                basis=Basis.TWO_PEOPLE,
                **numbers,
            )
    except IntegrityError:
        raise taken from None
    before = {name: str(getattr(in_force, name)) for name in numbers}
    changes = {
        name: (before[name], str(number))
        for name, number in numbers.items()
        if before[name] != str(number)
    }
    note(Act.CHANGED, by=by, about=rules, changes=changes, now=now)
    key = f"process-rules:{rules.pk}"
    tell_members("members.process_rules_changed", key=key, about=rules, now=now)
    return rules
