from django.utils.translation import gettext as _

from common.dates import show_instant
from outbox.kinds import composes, letter


@composes("outbox.test_letter")
def test_letter(mail, now):
    return letter(
        "outbox/mails/test_letter.txt",
        {"asked": show_instant(mail.due_at), "written": show_instant(now)},
        why=_("You get this because you asked for a test letter."),
    )
