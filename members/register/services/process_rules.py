"""A new version of the periods that the process runs by; earlier versions stay as they are."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.register.models import ProcessRules, User


def adopt(rules: ProcessRules, *, by: User, now: datetime) -> ProcessRules:
    """Put unsaved rules in force as the next version, from now on for everything new."""
    rules.version = ProcessRules.objects.in_force().version + 1
    rules.adopted_at, rules.adopted_by = now, by
    try:
        with transaction.atomic():
            rules.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            _("A colleague has just put a new version in force. Look at it, then try again.")
        ) from None
    return rules
