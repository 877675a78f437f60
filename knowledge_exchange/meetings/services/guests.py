"""People without a sign-in who come to a meeting: entered by the secretariat, erased in time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings.enums import Presence
from knowledge_exchange.meetings.models import Guest, Meeting
from knowledge_exchange.meetings.services.meetings import lock
from members.models import User

KEPT = timedelta(days=2 * 365)  # after the meeting


@transaction.atomic
def add(
    meeting: Meeting,
    *,
    name: str,
    organisation: str,
    comes_as: str,
    practical: str = "",
    by: User,
    now: datetime,
) -> Guest:
    """Before the meeting they are expected; who is entered once it has begun was there."""
    row = lock(meeting.pk)
    if row.is_cancelled:
        raise Refused(_("This meeting is cancelled."))
    was_there = row.can_have_begun(now)
    return row.guests.create(
        name=name,
        organisation=organisation,
        comes_as=comes_as,
        practical=practical,
        added_by=by,
        added_at=now,
        presence=Presence.PRESENT if was_there else Presence.UNKNOWN,
        noted_at=now if was_there else None,
        noted_by=by if was_there else None,
    )


@transaction.atomic
def correct(
    guest: Guest, *, name: str, organisation: str, comes_as: str, practical: str = ""
) -> Guest:
    row = Guest.objects.select_for_update().get(pk=guest.pk)
    if row.forgotten_at:
        raise Refused(_("The name of this guest was erased: their time is over."))
    row.name, row.organisation, row.comes_as = name, organisation, comes_as
    row.practical = practical
    row.save(update_fields=["name", "organisation", "comes_as", "practical"])
    return row


@transaction.atomic
def remove(guest: Guest) -> None:
    """For whoever was entered by mistake. Whoever sent them sends nobody then."""
    lock(guest.meeting_id)
    Guest.objects.filter(pk=guest.pk).delete()


def outlived(now: datetime) -> QuerySet[Guest]:
    over = Meeting.objects.over_for(KEPT, now)
    return Guest.objects.filter(meeting__in=over.values("pk"), forgotten_at=None)


def forget(now: datetime) -> int:
    """The words go; that there was a guest, as what, and whether they came, stays."""
    return outlived(now).update(name="", organisation="", practical="", forgotten_at=now)
