"""Logins: the link that lets a person choose a new password."""

from datetime import datetime

from members.register.models import User
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
