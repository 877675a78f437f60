"""What is written to the mailboxes of ministries."""

from django.utils.translation import gettext_lazy as _

from declarations.inviting import INVITED
from declarations.services import CORRECTED, OPENED, RECORDED, REMINDER, name_of
from outbox.kinds import composes, letter

WHY = _("You get this because your ministry was invited to sign, or announced that it will.")


def write_reminder(signature):
    return letter(
        "declarations/mails/reminder.txt",
        {"signature": signature, "declaration": signature.declaration},
        why=WHY,
        action=(_("Read the declaration"), signature.declaration.get_absolute_url()),
    )


@composes(REMINDER)
def reminder(mail, now):
    """Only while it can be signed and is not, and to the mailbox that counts now."""
    signature = mail.about
    applies = (
        signature.is_to_chase and signature.declaration.is_open and signature.mailbox == mail.to
    )
    return write_reminder(signature) if applies else None


@composes(INVITED)
def invited(mail, now):
    """As long as it can be signed and is not, and to the mailbox that counts now."""
    signature = mail.about
    applies = signature.is_to_chase and signature.declaration.is_open
    if not applies or signature.mailbox != mail.to:
        return None
    return letter(
        "declarations/mails/invited.txt",
        {"signature": signature, "declaration": signature.declaration},
        why=MINISTRY,
        action=(_("Read the declaration"), signature.declaration.get_absolute_url()),
    )


MEMBER = _("You get this because you represent a member centre of the Network.")
MINISTRY = _("You get this because your ministry was invited to sign.")


@composes(OPENED)
def opened(mail, now):
    declaration = mail.about
    if not declaration.is_open:
        return None
    return letter(
        "declarations/mails/opened.txt",
        {"declaration": declaration},
        why=MEMBER,
        action=(_("Read the declaration"), declaration.get_absolute_url()),
    )


@composes(RECORDED)
def signature_recorded(mail, now):
    """That it was signed is no news any more once it is withdrawn."""
    signature = mail.about
    if signature.status != mail.details["status"]:
        return None
    return letter(
        "declarations/mails/signature_recorded.txt",
        {"signature": signature, "declaration": signature.declaration},
        why=MEMBER if mail.user else MINISTRY,
        action=(_("Read the declaration"), signature.declaration.get_absolute_url()),
    )


@composes(CORRECTED)
def signature_corrected(mail, now):
    signature = mail.about
    changed = ", ".join(name_of(field) for field in mail.details["changed"])
    return letter(
        "declarations/mails/signature_corrected.txt",
        {"signature": signature, "declaration": signature.declaration, "changed": changed},
        why=MEMBER if mail.user else MINISTRY,
        action=(_("Read the declaration"), signature.declaration.get_absolute_url()),
    )
