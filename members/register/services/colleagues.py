"""Colleagues of the secretariat: one proposes, a second one agrees, and the person is told."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.enums import SignInChange
from members.register.models import Representative, SignInEvent, User
from members.register.roles import SECRETARIAT
from members.register.services import accounts, endings
from outbox import services as outbox
from proposals.services import must_be_another


def is_colleague(user: User) -> bool:
    return user.is_staff and user.groups.filter(name=SECRETARIAT).exists()


@transaction.atomic
def add(user: User, *, reason: str, by: User, released_by: User, now: datetime) -> User:
    """The person works at the desk from now on; who has no password gets the link to choose one."""
    row = _held(user, by, released_by)
    if not row.is_active:
        raise Refused(_("This sign-in is locked."))
    if is_colleague(row):
        raise Refused(_("This person is one of the secretariat already."))
    if Representative.objects.not_ended_by(network_day(now)).filter(user=row).exists():
        raise Refused(_("This person acts for a centre. The secretariat never does."))
    row.is_staff = True
    row.save(update_fields=["is_staff"])
    row.groups.add(Group.objects.get(name=SECRETARIAT))
    _note(row, SignInChange.RIGHTS_GIVEN, reason, by=by, released_by=released_by, now=now)
    if not row.has_usable_password():
        accounts.mail_password_link(row, now=now)
    return row


@transaction.atomic
def remove(user: User, *, reason: str, by: User, released_by: User, now: datetime) -> User:
    """From now on the person has no rights in the admin; the sign-in itself stays."""
    row = _held(user, by, released_by)
    if not is_colleague(row):
        raise Refused(_("This person is not of the secretariat."))
    row.is_staff = row.is_superuser
    row.save(update_fields=["is_staff"])
    row.groups.remove(Group.objects.get(name=SECRETARIAT))
    endings.end(row, endings.Event.RIGHTS, now=now)
    _note(row, SignInChange.RIGHTS_TAKEN, reason, by=by, released_by=released_by, now=now)
    return row


def _held(user: User, by: User, released_by: User) -> User:
    row = User.objects.select_for_update().get(pk=user.pk)
    must_be_another(by, released_by)
    if why := accounts.why_not_help(row, by) or accounts.why_not_help(row, released_by):
        raise Refused(why)
    return row


def _note(
    row: User, what: SignInChange, reason: str, *, by: User, released_by: User, now: datetime
) -> None:
    SignInEvent.objects.create(
        user=row, what=what, at=now, by=by, released_by=released_by, reason=reason.strip()
    )
    decided_by = _("%(one)s and %(other)s") % {"one": by, "other": released_by}
    outbox.queue(
        "members.sign_in_changed",
        key=f"user:{row.pk}:{what}:{now.timestamp()}",
        to=row.email,
        user=row,
        about=row,
        now=now,
        details={"what": what, "at": now.isoformat(), "decided_by": decided_by},
    )
