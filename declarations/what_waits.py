"""The signatures that ministries owe, for the secretariat, which reminds them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Things, Viewer, Whose
from declarations.models import Signature
from declarations.permissions import can_move
from proposals.what_waits import proposed_about


def outstanding(viewer: Viewer) -> Things | None:
    if not can_move(viewer.user):
        return None
    return Things(
        rows=Signature.objects.to_chase().exclude(pk__in=proposed_about(Signature)),
        since="entered_at",
        fields=("ministry",),
        title=lambda row: row["ministry"],
        url=lambda row: reverse("admin:declarations_signature_change", args=[row["pk"]]),
        whose=Whose.OTHERS,
    )


KINDS = (
    Kind(
        name="declarations.signature",
        label=_("Signatures outstanding"),
        act=_("See the signature"),
        things=outstanding,
        page=lambda: reverse("admin:declarations_signature_chase"),
    ),
)
