"""What the secretariat reads of a mail: what was sent, or what would be. Secrets stay redacted."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from outbox import kinds
from outbox.models import Mail


@dataclass(frozen=True)
class Preview:
    heading: str
    subject: str = ""
    text: str = ""
    html: str = ""
    note: str = ""


def preview_of(mail: Mail, now: datetime) -> Preview:
    """What was sent; of a mail that is still to come, what would be sent now."""
    if not (mail.is_to_come or (mail.is_for_a_person and not mail.text)):
        note = "" if mail.text else _("No letter was written.")
        return Preview(_("The text"), mail.subject, mail.text, mail.html, note=note)
    heading = _("As it would read now")
    try:
        letter = kinds.compose(mail, now)
    except Exception as fault:
        # The page must come up just when something is wrong with the letter.
        note = _("The letter cannot be written at present (%s).")
        return Preview(heading, note=note % type(fault).__name__)
    if letter is None:
        return Preview(heading, note=kinds.why_not(mail) or _("It would not be sent any more."))
    letter = letter.redacted()
    return Preview(heading, letter.subject, letter.text, letter.html)
