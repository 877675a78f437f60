from django.urls import reverse
from django.utils.translation import gettext as _

from common.dates import show_instant
from outbox import audiences
from outbox.kinds import composes, letter
from outbox.models import CircularStatus
from outbox.services.circulars import LETTER, REMINDER


@composes("outbox.test_letter")
def test_letter(mail, now):
    return letter(
        "outbox/mails/test_letter.txt",
        {"asked": show_instant(mail.due_at), "written": show_instant(now)},
        why=_("You get this because you asked for a test letter."),
    )


@composes(LETTER)
@composes(REMINDER, is_reminder=True)
def letter_to_many(mail, now):
    """Of what a person may have done meanwhile they are reminded only while they have not."""
    circular = mail.about
    if circular is None or circular.status == CircularStatus.STOPPED:
        return None
    audience = audiences.find(circular.audience)
    if audience is None or (audience.only_while and not audiences.is_among(circular, mail.to, now)):
        return None
    why = _("You get this because the secretariat of the Network writes to: %(whom)s.")
    return letter(
        "",
        {},
        written=f"{circular.subject}\n\n{circular.text}",
        why=why % {"whom": circular.whom},
        switch_off=reverse("members:preferences") if audience.is_reminder else "",
    )
