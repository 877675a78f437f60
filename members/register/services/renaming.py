"""A host has another name from a day on; the former one stays, shown and searched.

Everybody reads the name of a host, so it takes two people. What was only misspelt leaves no former
name behind. Nothing else changes the name of an organisation that is in the register.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import first_day, network_day
from common.folding import same_name
from common.refusals import Refused
from members.register import likeness
from members.register.models import FormerName, Organisation, User
from members.register.services.notifications import tell_centre
from proposals.services import must_be_another


@transaction.atomic
def rename(
    organisation: Organisation,
    *,
    name: str,
    until: str,
    reason: str,
    by: User,
    released_by: User | None = None,
    now: datetime,
) -> FormerName:
    """`until` is the day, as exactly as it is known, on which the name of before ended.

    Everybody who speaks for a centre of it, the centre's mailbox and the secretariat are told.
    """
    must_be_another(by, released_by)
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if same_name(name, row.name):
        raise Refused(_("This is the same name. If it is misspelt, correct the spelling instead."))
    day = first_day(until)
    if day is None or day > network_day(now):
        raise Refused(_("Say since when it has the new name. That cannot be after today."))
    last = row.former_names.exclude(until="").order_by("-until").first()
    if last and until < last.until[: len(until)]:
        raise Refused(
            _("It had its present name only after “%(name)s”. Give a later day.") % {"name": last}
        )
    former = FormerName.objects.create(
        organisation=row,
        name=row.name,
        until=until,
        reason=reason,
        renamed_by=by,
        released_by=released_by,
    )
    _write(row, name)
    for centre in row.centres.order_by("pk"):
        tell_centre(
            centre,
            "members.host_renamed",
            key=f"former-name:{former.pk}:{centre.pk}",
            about=former,
            now=now,
            details={"name": name, "centre": centre.pk},
        )
    return former


@transaction.atomic
def correct_spelling(
    organisation: Organisation,
    *,
    name: str,
    reason: str,
    by: User,
    released_by: User | None = None,
    now: datetime,
) -> Organisation:
    """It was always called so; the edit leaves its trace, and nobody is written to."""
    must_be_another(by, released_by)
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if name == row.name:
        raise Refused(_("This is the name on record."))
    if not (same_name(name, row.name) or likeness.is_slip_of(name, row.name)):
        raise Refused(_("This is another name. Rename the organisation, so that both are known."))
    return _write(row, name)


def _write(row: Organisation, name: str) -> Organisation:
    taken = Organisation.objects.filter(name=name, country=row.country).exclude(pk=row.pk)
    if taken.exists():
        raise Refused(_("Another organisation of this country has this name."))
    row.name = name
    row.save(update_fields=["name", "name_words"])
    return row
