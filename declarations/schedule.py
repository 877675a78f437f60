"""What the schedule of personal data says of declarations: proofs bear the names of who signed."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Ground, Line, Then

LINES = (
    Line(
        name="declarations.proofs",
        label=_("Signatures of ministries"),
        people=_("people who sign or answer for a ministry"),
        data=_("the signed document, the ministry's office and role mailbox"),
        why=_("so that it can be shown that a ministry signed, or withdrew"),
        ground=Ground.TASK,
        readers=_("the secretariat; everybody, once the document is made public"),
        kept=_("as long as the declaration stands"),
        then=Then.KEPT,
        why_kept=_("A signature of a state is a public record."),
        fields=(
            "declarations.Signature: ministry office proof withdrawal_reason withdrawal_proof"
            " mailbox",
        ),
    ),
)
NOTHING_PERSONAL = (
    "declarations.Declaration: title lead_body notes",
    "declarations.Aim: text",
    "declarations.Commitment: text",
    "declarations.TextVersion: language body",
    "declarations.Signature: region proof_sha256 withdrawal_sha256",
    "declarations.DeclarationEvent: what",
)
