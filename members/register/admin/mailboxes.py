"""The role mailbox of a centre, in the admin: proposed here, confirmed by the centre."""

from django.utils.translation import gettext_lazy as _

from common.admin.steps import Section, Step
from members.permissions import is_secretariat
from members.register import two_people
from members.register.admin.representatives import who_confirms
from members.register.models import Centre
from members.register.services import mailboxes
from outbox.rehearsal import rehearsed
from proposals.admin_steps import ReasonForm, proposing


class MailboxForm(ReasonForm):
    mailbox = Centre._meta.get_field("mailbox").formfield(
        help_text=_("Published. Never a person's own address. Empty: the centre has none.")
    )
    field_order = ["mailbox", "reason"]


def present_one(centre):
    words = _("At present: %(mailbox)s") % {"mailbox": centre.mailbox or _("none")}
    return [Section(words, ()), *who_confirms(centre)]


MAILBOX = proposing(
    two_people.MAILBOX,
    Step(  # a step of the centre
        name="mailbox",
        label=_("Change the role mailbox"),
        allowed=is_secretariat,
        act=mailboxes.change,
        consequence=_(
            "Letters to the centre go there from then on, those too that warn of a stolen sign-in."
        ),
        seen_by=_(
            "Everybody reads the mailbox. The old and the new one, everybody who speaks for the "
            "centre and the secretariat read who changed it."
        ),
        sections=present_one,
        done="",
        form=MailboxForm,
        form_details=lambda centre: {"initial": {"mailbox": centre.mailbox}},
        letters=rehearsed,
        is_aside=True,
    ),
)
