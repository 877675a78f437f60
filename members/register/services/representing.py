"""Who speaks for a centre: invited, handed over, ended; never two delegates at a time.

Nothing else writes who acts for a centre. Everything takes the centre's row first, then the
person's, so that two acts at the same moment come one after the other; the database refuses what
would still overlap.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.enums import RepresentativeRole
from members.permissions import can_lead, is_secretariat, leads
from members.register.models import Centre, Representative, User
from members.register.services.notifications import notify
from outbox import services as outbox


@transaction.atomic
def invite(
    centre: Centre, *, role: str, name: str, email: str, on: date, by: User, now: datetime
) -> Representative:
    """Let a person act for the centre from the day `on`; somebody without a login gets one."""
    row = _led(centre, by)
    _must_not_lie_back(on, by, now)
    return appoint(row, role=role, user=_person(row, name, email), on=on, by=by, now=now)


def appoint(
    centre: Centre,
    *,
    role: str,
    user: User,
    on: date,
    by: User | None,
    now: datetime,
    with_invitation: bool = True,
) -> Representative:
    """Make the person act from `on` without an end, and mail the invitation; asks for no right."""
    User.objects.select_for_update().get(pk=user.pk)
    if user.is_staff:
        raise Refused(_("The secretariat never acts for a centre."))
    acting = Representative.objects.not_ended_by(on)
    if acting.filter(user=user, centre=centre).exists():
        raise Refused(_("%(person)s acts for this centre already.") % {"person": user})
    if acting.filter(user=user).exists():
        raise Refused(
            _("This person acts for another centre. One person acts for one centre at a time.")
        )
    is_delegate = role == RepresentativeRole.DELEGATE
    if is_delegate and acting.filter(centre=centre, role=role).exists():
        raise Refused(_("The centre has a delegate then. Hand the role over instead."))
    representative = Representative.objects.create(
        centre=centre, user=user, role=role, valid_from=on, invited_by=by
    )
    if with_invitation:
        outbox.queue(
            "members.invitation",
            key=f"representative:{representative.pk}:invitation",
            to=user.email,
            user=user,
            about=representative,
            now=now,
        )
    return representative


@transaction.atomic
def hand_over(
    delegate: Representative, *, name: str, email: str, on: date, by: User, now: datetime
) -> Representative:
    """The delegate's role goes to another person on the day `on`; there is no day between.

    Somebody who acts for the centre already gives up the other role that day. Where the centre
    itself hands over, the successor takes the place on the rolls of open votes as well.
    """
    row = _current(delegate, by, now)
    if row.role != RepresentativeRole.DELEGATE:
        raise Refused(_("Only the delegate's role is handed over."))
    _must_not_lie_back(on, by, now)
    if row.valid_until:
        raise Refused(_("This role ends already. Invite a delegate from that day on."))
    if on <= row.valid_from:
        raise Refused(_("The delegate has to act for at least a day before."))
    heir = _person(row.centre, name, email)
    if heir.pk == row.user_id:
        raise Refused(_("This person is the delegate already."))
    _end(row, on=on, by=by)
    for other in Representative.objects.not_ended_by(on).filter(centre=row.centre, user=heir):
        _end(other, on=on, by=by)
    successor = appoint(
        row.centre, role=RepresentativeRole.DELEGATE, user=heir, on=on, by=by, now=now
    )
    if leads(by, row.centre):
        successor.succeeds = row
        successor.save(update_fields=["succeeds"])
    _notify_of_the_end(row, "members.delegate_handed_over", now=now)
    return successor


@transaction.atomic
def end(representative: Representative, *, on: date, by: User, now: datetime) -> Representative:
    """The person acts no longer from the day `on`; they are told."""
    row = _current(representative, by, now)
    _must_not_lie_back(on, by, now)
    if row.valid_until and row.valid_until <= on:
        raise Refused(_("This ends on that day or before already."))
    _end(row, on=on, by=by)
    _notify_of_the_end(row, "members.representation_ended", now=now)
    return row


def end_all(centres: Iterable[Centre], *, by: User | None, now: datetime) -> None:
    """When others end memberships, nobody acts for the centres; their letter says so already.

    In votes that are open these people still speak for their centre.
    """
    day = network_day(now)
    for row in Representative.objects.not_ended_by(day).filter(centre__in=list(centres)):
        row.ended_with_membership = row.valid_from <= day
        _end(row, on=day, by=by)


def _end(row: Representative, *, on: date, by: User | None) -> None:
    """Whoever had not begun by then never acts."""
    row.valid_until, row.ended_by = max(on, row.valid_from), by
    row.save(update_fields=["valid_until", "ended_by", "ended_with_membership"])


def _notify_of_the_end(row: Representative, kind: str, *, now: datetime) -> None:
    key = f"representative:{row.pk}:{row.valid_until}"
    notify([row], kind, key=key, about=row, now=now)


def _current(representative: Representative, by: User, now: datetime) -> Representative:
    centre = _led(representative.centre, by)
    row = Representative.objects.select_related("user").get(pk=representative.pk)
    row.centre = centre
    if row.valid_until and row.valid_until <= network_day(now):
        raise Refused(_("This person does not act for the centre any more."))
    return row


def _led(centre: Centre, by: User) -> Centre:
    """The centre's row, locked, for whoever may say who speaks for it."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    if not can_lead(by, row):
        raise Refused(_("The delegate or the head of the centre says who speaks for it."))
    return row


def _must_not_lie_back(on: date, by: User, now: datetime) -> None:
    """The secretariat may enter what was agreed earlier; nobody else reaches back."""
    if on < network_day(now) and not is_secretariat(by):
        raise Refused(_("Choose today or a later day."))


def _person(centre: Centre, name: str, email: str) -> User:
    """The login of this address; another centre may be making it at this moment."""
    logins = User.objects.filter(email__iexact=email)
    try:
        with transaction.atomic():
            return logins.first() or User.objects.create_user(
                email, name=name, is_demo=centre.is_demo
            )
    except IntegrityError:
        return logins.get()
