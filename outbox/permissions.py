"""Who may see the letters, settle those that wait for a person, and write to many."""

from common.accounts import Visitor

SECRETARIAT_PERMISSIONS = (
    "outbox.view_mail",
    "outbox.settle_mail",
    "outbox.view_circular",
    "outbox.add_circular",
)


def can_see_mails(user: Visitor) -> bool:
    return user.is_active and user.is_staff and user.has_perm("outbox.view_mail")


def can_settle(user: Visitor) -> bool:
    return can_see_mails(user) and user.has_perm("outbox.settle_mail")


def can_write_to_many(user: Visitor) -> bool:
    """Write and propose it; another person releases it."""
    return can_see_mails(user) and user.has_perm("outbox.add_circular")
