"""Where a centre stands towards a paper: stated while it is cleared, published with it."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.enums import Stance
from knowledge_exchange.papers.services import moves
from members.permissions import centre_of


@transaction.atomic
def state(version, *, stance, text, by, now):
    """The centre's word on this text; a later one replaces it until the paper is published."""
    row = _open(version)
    if stance != Stance.ENDORSE and not text.strip():
        raise Refused(_("Say why your centre does not simply endorse the paper."))
    said = {"stance": stance, "text": text.strip(), "saves": row.saves, "by": by, "at": now}
    position, _is_new = row.positions.update_or_create(centre=centre_of(by), defaults=said)
    told = {"centre": position.centre.name, "stance": Stance(stance).label}
    what = _("Position of %(centre)s: %(stance)s.") % told
    moves.note(row.paper, by=by, now=now, what=what)
    return position


@transaction.atomic
def take_back(version, *, by, now):
    row, centre = _open(version), centre_of(by)
    if not row.positions.filter(centre=centre).delete()[0]:
        raise Refused(_("Your centre has not stated a position."))
    what = _("%s took its position back.") % centre.name
    moves.note(row.paper, by=by, now=now, what=what)


def _open(version):
    paper = moves.locked(version.paper_id)
    row = paper.versions.get(pk=version.pk)
    row.paper = paper
    if not row.takes_positions:
        raise Refused(_("Positions are stated while a paper is being cleared."))
    return row
