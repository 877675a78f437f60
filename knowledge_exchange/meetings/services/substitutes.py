"""Somebody who was invited sends somebody else: a colleague, or a person without a sign-in."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange.meetings.enums import ComesAs, Presence, Reply
from knowledge_exchange.meetings.models import Attendance, Meeting
from knowledge_exchange.meetings.services import guests
from knowledge_exchange.meetings.services.meetings import lock
from members.models import Representative, User
from members.register.acting import acting_for
from outbox.services import draft, queue_all

SENT = "knowledge_exchange.meeting_substitute"


def colleagues(meeting: Meeting, now: datetime) -> QuerySet[Representative]:
    """Who acts for a centre, has not answered for this meeting, and comes for nobody yet."""
    settled = meeting.attendances.exclude(reply=Reply.NONE, stands_in_for=None)
    acting = Representative.objects.acting(network_day(now)).exclude(
        user__in=settled.values("user")
    )
    return acting.select_related("user", "centre").order_by("centre__country", "user__name", "pk")


def colleagues_of(attendance: Attendance, now: datetime) -> QuerySet[Representative]:
    same_centre = colleagues(attendance.meeting, now).filter(centre=attendance.centre_id)
    return same_centre.exclude(user=attendance.user_id)


@transaction.atomic
def send(
    attendance: Attendance,
    *,
    by: User,
    now: datetime,
    colleague: Representative | None = None,
    name: str = "",
    organisation: str = "",
) -> Attendance:
    """`attendance`'s person does not come, and a colleague of the centre does, or the one named.

    The colleague is invited, and is asked by a letter whether they come. The person themself can
    do so until registration closes, the secretariat as long as the meeting is not cancelled.
    """
    meeting = lock(attendance.meeting_id)
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.get(pk=attendance.pk)
    if meeting.is_cancelled:
        raise Refused(_("This meeting is cancelled."))
    if by == row.user and not meeting.takes_answers(now):
        raise Refused(_("Registration is closed. Write to the secretariat if this has changed."))
    if by == row.user and not _still_acts(row, network_day(now)):
        raise Refused(_("You do not act for this centre any more. Write to the secretariat."))
    if row.comes_instead:
        raise Refused(_("Somebody comes in this place already. Take that back first."))
    if row.presence == Presence.PRESENT:
        raise Refused(_("It is noted that they were there themself."))
    row.reply, row.replied_at = Reply.DECLINED, now
    row.practical_answers.all().delete()
    if colleague:
        row.substitute = _invited(meeting, row, colleague, now=now)
    elif name:
        row.guest_substitute = guests.add(
            meeting, name=name, organisation=organisation, comes_as=ComesAs.GUEST, by=by, now=now
        )
    else:
        raise Refused(_("Choose a colleague, or write who comes."))
    row.save(update_fields=["reply", "replied_at", "substitute", "guest_substitute"])
    return row


def _still_acts(attendance: Attendance, day: date) -> bool:
    """For the centre that they were invited for; the secretariat and others are of none."""
    if attendance.centre_id is None:
        return True
    acting = acting_for(attendance.user, on=day)
    return acting is not None and acting.centre_id == attendance.centre_id


def _invited(
    meeting: Meeting, sender: Attendance, colleague: Representative, *, now: datetime
) -> Attendance:
    if not colleagues_of(sender, now).filter(pk=colleague.pk).exists():
        raise Refused(
            _("%(name)s does not act for the same centre, or has answered for themself already.")
            % {"name": colleague.user}
        )
    invited, _is_new = meeting.attendances.get_or_create(
        user=colleague.user, defaults={"centre": colleague.centre, "invited_at": now}
    )
    if not meeting.is_over(now):
        letter = draft(
            SENT,
            key=f"{SENT}/{sender.pk}/{invited.pk}/{now.isoformat()}",
            to=colleague.user.email,
            user=colleague.user,
            about=meeting,
            details={"sender": sender.pk, "substitute": invited.pk},
            now=now,
        )
        queue_all([letter], now=now)
    return invited


@transaction.atomic
def take_back(attendance: Attendance) -> Attendance:
    """Nobody comes in their place; that they do not come stays until they say otherwise."""
    lock(attendance.meeting_id)
    row = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    end(row)
    row.save(update_fields=["substitute", "guest_substitute"])
    return row


def end(attendance: Attendance) -> None:
    """Part them, and remove a guest who was only their substitute; whoever calls saves the row.

    A colleague stays invited.
    """
    guest = attendance.guest_substitute
    if guest and guest.presence != Presence.UNKNOWN:
        raise Refused(
            _("It is noted already whether %(name)s was there in this place.") % {"name": guest}
        )
    attendance.substitute = attendance.guest_substitute = None
    if guest:
        Attendance.objects.filter(pk=attendance.pk).update(guest_substitute=None)
        guest.delete()
