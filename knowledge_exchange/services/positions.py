"""Where a centre stands towards a paper: stated while it is cleared, published with it."""

from django.db import transaction
from django.utils.translation import gettext as _

from knowledge_exchange.enums import Stance
from knowledge_exchange.services import moves
from members.permissions import centre_of
from members.services import Refused


@transaction.atomic
def state(version, *, stance, text, by, now):
    """The centre's word on this text; a later one replaces it until the paper is published."""
    row = _open(version)
    if stance != Stance.ENDORSE and not text.strip():
        raise Refused(_("Say why your centre does not simply endorse the paper."))
    said = {"stance": stance, "text": text.strip(), "saves": row.saves, "by": by, "at": now}
    position, _is_new = row.positions.update_or_create(centre=centre_of(by), defaults=said)
    return position


@transaction.atomic
def take_back(version, *, by):
    if not _open(version).positions.filter(centre=centre_of(by)).delete()[0]:
        raise Refused(_("Your centre has not stated a position."))


def _open(version):
    row = moves.locked(version.paper_id).versions.get(pk=version.pk)
    if not row.takes_positions:
        raise Refused(_("Positions are stated while a paper is being cleared."))
    return row
