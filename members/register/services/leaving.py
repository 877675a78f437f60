"""A centre leaves on a day ahead by its own act: planned, undone until then, done on the day."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.attempts import trial
from common.dates import network_day
from common.refusals import Refused
from members.enums import Basis
from members.permissions import leads
from members.register.membership_rules import Step
from members.register.models import Centre, Membership, PlannedLeaving, User
from members.register.services.memberships import Planned, take, tell_the_members
from members.register.services.notifications import tell_centre

log = logging.getLogger(__name__)


@transaction.atomic
def plan(centre: Centre, *, on: date, reason: str, by: User, now: datetime) -> PlannedLeaving:
    """From the Network's day `on` the centre is no member; its delegate or head says so."""
    row = _held(centre, by)
    membership = Membership.objects.in_the_network().filter(centre=row).first()
    if membership is None:
        raise Refused(_("The centre is not in the Network."))
    if on <= network_day(now):
        raise Refused(_("Choose a later day: until then it can be undone."))
    if not reason.strip():
        raise Refused(_("Give the reason: it stays in the membership's history."))
    if membership.leavings.open().exists():
        raise Refused(_("It is planned already. Undo that first."))
    planned = PlannedLeaving.objects.create(
        membership=membership, on=on, reason=reason, planned_by=by, planned_at=now
    )
    _tell(planned, "planned", now)
    return planned


@transaction.atomic
def undo(planned: PlannedLeaving, *, by: User, now: datetime) -> PlannedLeaving:
    """The centre stays; whoever leads it may say so until the day has come."""
    _held(planned.membership.centre, by)
    row = PlannedLeaving.objects.select_for_update().get(pk=planned.pk)
    if row.done_at or row.undone_at:
        raise Refused(_("There is nothing to undo any more."))
    row.undone_by, row.undone_at = by, now
    row.save(update_fields=["undone_by", "undone_at"])
    _tell(row, "undone", now)
    return row


def leave_on_the_day(now: datetime) -> None:
    """Each that is due, by itself; a missed day heals itself, and the day stays the planned one."""
    for planned in PlannedLeaving.objects.due(network_day(now)).order_by("pk"):
        with trial() as tried:
            leave(planned, now=now)
        if not tried.succeeded:
            log.warning("planned leaving %s could not take effect", planned.pk)


@transaction.atomic
def leave(planned: PlannedLeaving, *, now: datetime) -> PlannedLeaving | None:
    """None if it is settled or not due; nothing ends twice what ended otherwise meanwhile."""
    Centre.objects.select_for_update().get(pk=planned.membership.centre_id)
    rows = PlannedLeaving.objects.due(network_day(now)).select_for_update(of=["self"])
    row = rows.select_related("membership__centre", "planned_by").filter(pk=planned.pk).first()
    if row is None:
        return None
    row.done_at = now
    row.save(update_fields=["done_at"])
    if Membership.objects.in_the_network().filter(pk=row.membership_id).exists():
        step = Step.end(
            effective=row.on.isoformat(),
            announced=network_day(row.planned_at).isoformat(),
            reason=row.reason,
        )
        planned_step = Planned(row.membership, step)
        people = {"by": row.planned_by, "released_by": None}
        events = take([planned_step], **people, basis=Basis.OWN_ACT, now=now)
        tell_the_members(events, now=now)
    return row


def _held(centre: Centre, by: User) -> Centre:
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    if not leads(by, row):
        raise Refused(_("The delegate or the head of the centre says that it leaves."))
    return row


def _tell(row: PlannedLeaving, what: str, now: datetime) -> None:
    tell_centre(
        row.membership.centre,
        "members.leaving_changed",
        key=f"planned-leaving:{row.pk}:{what}",
        about=row,
        now=now,
        details={"what": what},
    )
