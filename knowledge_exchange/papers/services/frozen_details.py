"""When what is said about a paper stands still: the members clear, and readers cite, all of it."""

from django.utils.translation import gettext as _

from knowledge_exchange.papers.models import Paper
from knowledge_exchange.permissions import can_publish
from members.models import User


def why_frozen(paper: Paper, *, by: User) -> str:
    """Why this person cannot change title, abstract or authors now; empty when they can."""
    if paper.is_withdrawn:
        return _("This paper is withdrawn and no longer changes.")
    draft = paper.versions.drafts().only("stage").first()
    if draft and not draft.can_be_written:
        return _("The paper stands still while it is being cleared.")
    if paper.is_published and not can_publish(by):
        return _("This paper is published. Only the secretariat changes what is said about it.")
    return ""
