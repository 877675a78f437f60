"""Where a centre stands towards a paper: stated while it is cleared, published with it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.papers.enums import Stance
from knowledge_exchange.papers.models import PaperVersion, Position
from knowledge_exchange.papers.services import moves
from members.models import User
from members.permissions import centre_of


@transaction.atomic
def state(
    version: PaperVersion, *, stance: Stance | str, text: str, by: User, now: datetime
) -> Position:
    """The centre's word on this text; a later one replaces it until the paper is published."""
    row = _lock_open(version)
    if stance != Stance.ENDORSE and not text.strip():
        raise Refused(_("Say why your centre does not simply endorse the paper."))
    position, _is_new = row.positions.update_or_create(
        centre=centre_of(by),
        defaults={
            "stance": stance,
            "text": text.strip(),
            "saves": row.saves,
            "by": by,
            "at": now,
        },
    )
    names = {"centre": position.centre.name, "stance": Stance(stance).label}
    event = _("Position of %(centre)s: %(stance)s.") % names
    moves.add_event(row.paper, by=by, now=now, event=event)
    return position


@transaction.atomic
def take_back(version: PaperVersion, *, by: User, now: datetime) -> None:
    row, centre = _lock_open(version), centre_of(by)
    if centre is None or not row.positions.filter(centre=centre).delete()[0]:
        raise Refused(_("Your centre has not stated a position."))
    event = _("%s took its position back.") % centre.name
    moves.add_event(row.paper, by=by, now=now, event=event)


def _lock_open(version: PaperVersion) -> PaperVersion:
    row = moves.lock_version(version)
    if not row.takes_positions:
        raise Refused(_("Positions are stated while a paper is being cleared."))
    return row
