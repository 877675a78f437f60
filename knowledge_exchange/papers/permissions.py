"""Who may do what with one paper."""

from common.accounts import Visitor
from knowledge_exchange.papers.models import Paper
from knowledge_exchange.permissions import can_write


def can_give_up(user: Visitor, paper: Paper) -> bool:
    """Who began it, while nobody else was asked about it; the secretariat does it in the admin."""
    if not (can_write(user) and paper.is_in_preparation):
        return False
    begun_by = paper.events.order_by("pk").values_list("by", flat=True).first()
    return begun_by == user.pk and not paper.versions.members_were_asked_about().exists()
