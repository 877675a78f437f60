"""Logins: the link that lets a person choose a new password, and the switch that shuts one out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.register.models import User
from members.register.services.desk_log import note
from outbox import services as outbox

LINK_MAILS_EVERY_MINUTES = 2


def mail_password_link(user: User, *, now: datetime) -> None:
    """Queued like every mail, so that the answer takes as long as for an unknown address."""
    window = int(now.timestamp()) // (60 * LINK_MAILS_EVERY_MINUTES)
    outbox.queue(
        "members.password_link",
        key=f"user:{user.pk}:password-link:{window}",
        to=user.email,
        user=user,
        about=user,
        now=now,
    )


@transaction.atomic
def lock(user: User, *, by: User, now: datetime) -> User:
    """Nobody signs in as this person, who acts for no centre and gets no letters, until unlocked.

    Their roles stay on record: whoever asks who acts for a centre asks for an active login too.
    """
    return _switch(user, is_active=False, words=_("The sign-in was switched off."), by=by)


@transaction.atomic
def unlock(user: User, *, by: User, now: datetime) -> User:
    """What a lock took holds again, as far as it has not ended meanwhile."""
    return _switch(user, is_active=True, words=_("The sign-in was switched on again."), by=by)


def why_not_switch(user: User, by: User) -> str:
    """Why this person switches that sign-in neither off nor on; "" if they may."""
    if user == by:
        return _("Nobody switches their own sign-in off or on: a colleague does.")
    if user.is_staff and not by.is_superuser:
        return _("Only a superuser switches the sign-in of somebody of the staff off or on.")
    return ""


def _switch(user: User, *, is_active: bool, words: str, by: User) -> User:
    row = User.objects.select_for_update().get(pk=user.pk)
    if why := why_not_switch(row, by):
        raise Refused(why)
    if row.is_active == is_active:
        raise Refused(_("The sign-in is on.") if is_active else _("The sign-in is off already."))
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    note(row, words, by=by)
    return row
