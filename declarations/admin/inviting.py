"""The step that invites many ministries: a table is pasted or uploaded, and each row is checked."""

from django.utils.translation import gettext_lazy as _

from common.admin.steps import Preview, Step
from common.edit_conflicts import fingerprint
from declarations import invitation_table, two_people
from declarations.invitation_forms import InviteForm
from outbox.rehearsal import rehearsed
from proposals.admin_steps import proposing


def who_is_invited(declaration, details):
    """The rows that will be invited, as both people read them."""
    rows = details["ministries"].rows
    return Preview(
        template="declarations/admin/_invitees.html",
        context={"rows": [(invitation_table.signature_of(row), row) for row in rows]},
        fingerprint=fingerprint([rows]),
        changed=_("These are not the ministries that you read. Read them again."),
    )


INVITE_MANY = proposing(
    two_people.INVITE,
    Step(
        name="invite",
        label=_("Invite ministries"),
        has_own_address=True,
        applies=lambda declaration: declaration.is_open,
        act=two_people.INVITE.act,
        seen_by=_(
            "A second person has to release it. Then each ministry gets its letter. The public "
            "page shows no invitation."
        ),
        done="",
        form=InviteForm,
        form_details=lambda declaration: {"declaration": declaration},
        preview=who_is_invited,
        letters=rehearsed,
        style="btn-primary",
    ),
)
