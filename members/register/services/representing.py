"""Who speaks for a centre: invited, handed over, ended; never two delegates at a time.

Its delegate or head says so, and it holds at once. What the secretariat proposes one of them
confirms; where nobody of the centre is left who could, a second person does (`right_of`). Everybody
who speaks for the centre, its mailbox and the secretariat are told who did it.

Nothing else writes who acts for a centre. Everything takes the centre's row first, then the
person's, so that two acts at the same moment come one after the other; the database refuses what
would still overlap.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.email_addresses import as_kept
from common.refusals import Refused
from members.enums import Basis, RepresentativeRole
from members.permissions import is_secretariat, leads
from members.register.models import Centre, Representative, User
from members.register.models.representatives import RepresentativeQuerySet
from members.register.services import endings
from members.register.services.notifications import notify, tell_centre
from outbox import services as outbox
from proposals.services import must_be_another


class Done(TypedDict):
    """By whom and by what right somebody begins or ends to speak for a centre."""

    by: User | None
    confirmed_by: User | None
    basis: Basis


def who_confirms(centre: Centre, on: date) -> RepresentativeQuerySet:
    """The centre's delegate and head; a locked sign-in does not make them nobody."""
    return Representative.objects.in_office(on).leading().filter(centre=centre)


@transaction.atomic
def invite(
    centre: Centre,
    *,
    role: str,
    name: str,
    email: str,
    on: date,
    by: User,
    released_by: User | None = None,
    now: datetime,
) -> Representative:
    """Let a person act for the centre from the day `on`; somebody without a login gets one."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    basis = right_of(row, by, released_by, now)
    _must_not_lie_back(on, by, now)
    person = appoint(
        row,
        role=role,
        user=sign_in_of(row, name, email),
        on=on,
        by=by,
        confirmed_by=released_by,
        basis=basis,
        now=now,
    )
    _tell(person, "invited", besides=[person.user], now=now)
    return person


def appoint(
    centre: Centre,
    *,
    role: str,
    user: User,
    on: date,
    by: User | None,
    confirmed_by: User | None = None,
    basis: Basis,
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
        centre=centre,
        user=user,
        role=role,
        valid_from=on,
        invited_by=by,
        confirmed_by=confirmed_by,
        basis=basis,
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
    delegate: Representative,
    *,
    name: str,
    email: str,
    on: date,
    by: User,
    released_by: User | None = None,
    now: datetime,
) -> Representative:
    """The delegate's role goes to another person on the day `on`; there is no day between.

    Somebody who acts for the centre already gives up the other role that day. Where the centre
    itself hands over, the successor takes the place on the rolls of open votes as well.
    """
    row, basis = _current(delegate, by, released_by, now)
    if row.role != RepresentativeRole.DELEGATE:
        raise Refused(_("Only the delegate's role is handed over."))
    _must_not_lie_back(on, by, now)
    if row.valid_until:
        raise Refused(_("This role ends already. Invite a delegate from that day on."))
    if on <= row.valid_from:
        raise Refused(_("The delegate has to act for at least a day before."))
    heir = sign_in_of(row.centre, name, email)
    if heir.pk == row.user_id:
        raise Refused(_("This person is the delegate already."))
    done: Done = {"by": by, "confirmed_by": released_by, "basis": basis}
    _end(row, on=on, now=now, **done)
    for other in Representative.objects.not_ended_by(on).filter(centre=row.centre, user=heir):
        _end(other, on=on, now=now, **done)
    role = RepresentativeRole.DELEGATE
    successor = appoint(row.centre, role=role, user=heir, on=on, **done, now=now)
    if released_by is None and basis == Basis.OWN_ACT:
        successor.succeeds = row
        successor.save(update_fields=["succeeds"])
    _notify_of_the_end(row, "members.delegate_handed_over", now=now)
    _tell(row, "handed_over", besides=[row.user, heir], now=now)
    return successor


@transaction.atomic
def end(
    representative: Representative,
    *,
    on: date,
    by: User,
    released_by: User | None = None,
    now: datetime,
) -> Representative:
    """The person acts no longer from the day `on`; they are told."""
    row, basis = _current(representative, by, released_by, now)
    _must_not_lie_back(on, by, now)
    if row.valid_until and row.valid_until <= on:
        raise Refused(_("This ends on that day or before already."))
    _end(row, on=on, by=by, confirmed_by=released_by, basis=basis, now=now)
    _notify_of_the_end(row, "members.representation_ended", now=now)
    _tell(row, "ended", besides=[row.user], now=now)
    return row


def end_all(
    rows: RepresentativeQuerySet,
    *,
    now: datetime,
    with_membership: bool = False,
    **done: Unpack[Done],
) -> None:
    """End the roles that go with a membership or a sign-in; the letter about that says so.

    Where others ended the membership these people still speak for their centre in open votes.
    """
    day = network_day(now)
    for row in rows.not_ended_by(day):
        row.ended_with_membership = with_membership and row.valid_from <= day
        _end(row, on=day, now=now, **done)


def _end(row: Representative, *, on: date, now: datetime, **done: Unpack[Done]) -> None:
    """Whoever had not begun by then never acts; what a later day ends, the tick ends with it."""
    row.valid_until = max(on, row.valid_from)
    row.ended_by, row.end_confirmed_by = done["by"], done["confirmed_by"]
    row.ended_basis = done["basis"]
    fields = ["valid_until", "ended_by", "end_confirmed_by", "ended_basis", "ended_with_membership"]
    row.save(update_fields=fields)
    if row.valid_until <= network_day(now):
        endings.end(row.user, endings.Event.ROLE, now=now)


def _notify_of_the_end(row: Representative, kind: str, *, now: datetime) -> None:
    key = f"representative:{row.pk}:{row.valid_until}"
    notify([row], kind, key=key, about=row, now=now)


def _tell(row: Representative, what: str, *, besides: Iterable[User], now: datetime) -> None:
    """The centre and the secretariat; those whom it is about get a letter of their own."""
    tell_centre(
        row.centre,
        "members.representative_changed",
        besides=besides,
        key=f"representative:{row.pk}:{what}:{row.valid_until or ''}",
        about=row,
        now=now,
        details={"what": what},
    )


def _current(
    representative: Representative, by: User, released_by: User | None, now: datetime
) -> tuple[Representative, Basis]:
    """The row of who acts, and by what right these people change it; the centre's row is held."""
    centre = Centre.objects.select_for_update().get(pk=representative.centre_id)
    basis = right_of(centre, by, released_by, now)
    row = Representative.objects.select_related("user").get(pk=representative.pk)
    row.centre = centre
    if row.valid_until and row.valid_until <= network_day(now):
        raise Refused(_("This person does not act for the centre any more."))
    return row, basis


def right_of(centre: Centre, by: User, released_by: User | None, now: datetime) -> Basis:
    """By what right they say who speaks for the centre, and where it is written to.

    Refused if they have none.
    """
    if leads(by, centre):
        return Basis.OWN_ACT
    if not is_secretariat(by):
        raise Refused(_("The delegate or the head of the centre says who speaks for it."))
    must_be_another(by, released_by)
    if released_by and leads(released_by, centre):
        return Basis.OWN_ACT
    if who_confirms(centre, network_day(now)).exists():
        raise Refused(_("The centre's delegate or head confirms who speaks for it."))
    return Basis.TWO_PEOPLE


def _must_not_lie_back(on: date, by: User, now: datetime) -> None:
    """The secretariat may enter what was agreed earlier; nobody else reaches back."""
    if on < network_day(now) and not is_secretariat(by):
        raise Refused(_("Choose today or a later day."))


def sign_in_of(centre: Centre, name: str, email: str) -> User:
    """The login of this address; another centre may be making it at this moment."""
    logins = User.objects.filter(email__iexact=as_kept(email))
    try:
        with transaction.atomic():
            return logins.first() or User.objects.create_user(
                email, name=name, is_demo=centre.is_demo
            )
    except IntegrityError:
        return logins.get()
