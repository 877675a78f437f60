"""Who may see the mails and settle those that wait for a person."""

SECRETARIAT_PERMISSIONS = ("outbox.view_mail", "outbox.settle_mail")


def can_see_mails(user):
    return user.is_active and user.is_staff and user.has_perm("outbox.view_mail")


def can_settle(user):
    return can_see_mails(user) and user.has_perm("outbox.settle_mail")
