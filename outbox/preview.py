"""What the secretariat reads of a mail: what was sent, or what would be. Secrets stay blotted."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from outbox import kinds


@dataclass(frozen=True)
class Reading:
    heading: str
    subject: str = ""
    text: str = ""
    html: str = ""
    note: str = ""


def read(mail, now):
    if mail.is_to_come or (mail.is_for_a_person and not mail.text):
        return _as_it_would_be(mail, now)
    return Reading(_("The text"), mail.subject, mail.text, mail.html, note=_without_text(mail))


def _without_text(mail):
    return "" if mail.text else _("No letter was written.")


def _as_it_would_be(mail, now):
    heading = _("As it would read now")
    try:
        letter = kinds.compose(mail, now)
    except Exception as fault:
        # The page must come up just when something is wrong with the letter.
        note = _("The letter cannot be written at present (%s).")
        return Reading(heading, note=note % type(fault).__name__)
    if letter is None:
        return Reading(heading, note=kinds.why_not(mail) or _("It would not be sent any more."))
    letter = letter.redacted()
    return Reading(heading, letter.subject, letter.text, letter.html)
