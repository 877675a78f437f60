"""When what is said about a paper stands still: the members clear, and readers cite, all of it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from knowledge_exchange.papers.models import Paper

CLEARED_WITH_THE_TEXT = "meeting title abstract keywords language licence authors".split()


def why_frozen(paper: Paper) -> str:
    """Why title, abstract or authors cannot be changed by one person now; empty when they can."""
    return why_not_by_one_person(paper) or why_in_clearance(paper)


def why_not_by_one_person(paper: Paper) -> str:
    """Of a paper that readers know nothing changes so, not even what was never cleared."""
    if paper.is_withdrawn:
        return _("This paper is withdrawn and no longer changes.")
    if paper.is_published:
        return _("This paper is published. What is said about it is corrected by two people.")
    return ""


def why_in_clearance(paper: Paper) -> str:
    draft = paper.versions.drafts().only("stage").first()
    if draft and not draft.can_be_written:
        return _("The paper stands still while it is being cleared.")
    return ""


def stand_still(fields: Iterable[str]) -> bool:
    """Whether one of these is among what the members clear."""
    return not set(fields).isdisjoint(CLEARED_WITH_THE_TEXT)
