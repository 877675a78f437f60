"""What takes two people with a paper; `proposals` keeps it until the second one has agreed."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from knowledge_exchange.papers.enums import Stage
from knowledge_exchange.papers.models import Paper
from knowledge_exchange.papers.services import publishing
from knowledge_exchange.permissions import acting_voter, can_publish
from members.permissions import centre_of, why_no_second_person
from members.register.two_people import time_to_recall
from proposals.kinds import Kind
from proposals.models import Proposal


def why_not_propose_withdrawal(user: User, paper: Paper) -> str:
    """The secretariat, and who votes for a centre that is one of the authors."""
    acting = acting_voter(user)
    is_author = acting and paper.author_list.filter(centre=acting.centre_id).exists()
    if can_publish(user) or is_author:
        return ""
    return gettext("The secretariat proposes this, or a centre that is one of the authors.")


def why_not_propose_publication(user: User, paper: Paper) -> str:
    """A centre proposes what was cleared here; only the secretariat records another clearance."""
    if why := why_not_propose_withdrawal(user, paper):
        return why
    if not can_publish(user) and not paper.versions.cleared().exists():
        return gettext("The new version is not cleared yet.")
    return ""


def why_not_release(user: User, proposal: Proposal) -> str:
    centre = centre_of(user)
    if centre and centre == centre_of(proposal.proposed_by):
        return gettext("Your own centre proposed this. Somebody else releases it.")
    return why_no_second_person(user)


def what_is_published(paper: Paper) -> list[tuple[str, str]]:
    version = paper.versions.drafts().first()
    if version is None:
        return []
    facts = [
        (gettext("Version"), f"{version.number} ({version.get_stage_display()})"),
        (gettext("What is corrected"), version.what_changed),
        (gettext("The text to read"), paper.get_absolute_url()),
    ]
    return [(label, text) for label, text in facts if text]


def why_not_published(paper: Paper, now: datetime) -> str:
    if paper.is_withdrawn:
        return gettext("The paper is already withdrawn.")
    may_be_published = paper.versions.drafts().filter(stage__in=(Stage.DRAFT, Stage.CLEARED))
    return "" if may_be_published.exists() else gettext("There is no new version to publish.")


def why_not_withdrawn(paper: Paper, now: datetime) -> str:
    return gettext("The paper is already withdrawn.") if paper.is_withdrawn else ""


PUBLISH = Kind(
    name="knowledge_exchange.publish",
    label=_("Publish a paper"),
    act=publishing.publish,
    why_not_propose=why_not_propose_publication,
    why_not_release=why_not_release,
    recall=time_to_recall,
    seen=lambda paper: {"seen": publishing.fingerprint(paper)},
    facts=what_is_published,
    why_lapsed=why_not_published,
)
WITHDRAW = Kind(
    name="knowledge_exchange.withdraw",
    label=_("Withdraw a paper"),
    act=publishing.withdraw,
    why_not_propose=why_not_propose_withdrawal,
    why_not_release=why_not_release,
    recall=time_to_recall,
    why_lapsed=why_not_withdrawn,
)

KINDS = (PUBLISH, WITHDRAW)
