"""What takes two people with a paper; `proposals` keeps it until the second one has agreed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.dates import network_day
from knowledge_exchange.papers import what_was_said
from knowledge_exchange.papers.enums import Stage
from knowledge_exchange.papers.models import Author, Paper, Theme
from knowledge_exchange.papers.services import corrections, details, publishing
from knowledge_exchange.permissions import acting_voter, can_publish
from members.models import Representative
from members.permissions import centre_of, why_no_second_person
from members.register.two_people import time_to_recall
from proposals.kinds import Kind
from proposals.models import Proposal

PROPOSED = _("Proposed. It happens once a second person has read and released it.")


def why_not_propose(user: User, paper: Paper) -> str:
    """The secretariat, and who votes for a centre that is one of the authors."""
    acting = acting_voter(user)
    is_author = acting and paper.author_list.filter(centre=acting.centre_id).exists()
    if can_publish(user) or is_author:
        return ""
    return gettext("The secretariat proposes this, or a centre that is one of the authors.")


def why_not_propose_publication(user: User, paper: Paper) -> str:
    """A centre proposes what was cleared here; only the secretariat records another clearance."""
    if why := why_not_propose(user, paper):
        return why
    if can_publish(user):
        return ""  # and says at once what is lacking
    if not paper.versions.cleared().exists():
        return gettext("The new version is not cleared yet.")
    return "" if paper.is_stated else str(details.STATE_THEM)


def why_not_release(user: User, proposal: Proposal) -> str:
    centre = centre_of(user)
    if centre and centre == centre_of(proposal.proposed_by):
        return gettext("Your own centre proposed this. Somebody else releases it.")
    return why_no_second_person(user)


def prepare(user: User, waiting: Sequence[Proposal]) -> None:
    """For which centres those act who proposed them, in one question."""
    people = {row.proposed_by for row in waiting}
    acting = Representative.objects.acting(network_day(timezone.now())).filter(user__in=people)
    centres = {row.user_id: row for row in acting.select_related("centre")}
    for row in waiting:
        row.proposed_by._acting_today = centres.get(row.proposed_by_id)


def what_is_published(paper: Paper) -> list[tuple[str, str]]:
    version = paper.versions.drafts().first()
    if version is None:
        return []
    facts = [
        (gettext("Version"), f"{version.number} ({version.get_stage_display()})"),
        (gettext("What is corrected"), version.what_changed),
        (gettext("Authors"), paper.authors),
        (gettext("Licence"), paper.get_licence_display()),
        (gettext("Why not stated"), paper.why_not_stated),
        (gettext("The text to read"), paper.get_absolute_url()),
    ]
    facts += [
        (str(section.title), "\n".join(map(str, section.lines)))
        for section in what_was_said.sections(paper)
    ]
    return [(label, text) for label, text in facts if text]


def why_not_published(paper: Paper, now: datetime) -> str:
    if paper.is_withdrawn:
        return gettext("The paper is already withdrawn.")
    draft = paper.versions.drafts().first()
    if draft is None:
        return gettext("There is no new version to publish.")
    if draft.stage not in (Stage.DRAFT, Stage.CLEARED):
        return gettext("The members are still being asked about the new version.")
    return ""


def why_not_withdrawn(paper: Paper, now: datetime) -> str:
    return gettext("The paper is already withdrawn.") if paper.is_withdrawn else ""


def before_and_after(
    paper: Paper,
    changes: Mapping[str, details.DetailValue],
    author_list: Sequence[corrections.AuthorFacts],
) -> list[tuple[str, str]]:
    """Each line that changes as it reads now and as it will, for whoever releases it."""
    stored, labels = details.stored_details(paper), details.labels()
    read = {name: (_as_read(name, stored[name]), _as_read(name, changes[name])) for name in changes}
    now = [corrections.facts_of_author(author) for author in paper.author_list.all()]
    if list(author_list) != now:
        read["authors"] = (_authors_as_read(now), _authors_as_read(author_list))
    facts = []
    for name, (before, after) in read.items():
        facts.append((gettext("Now: %s") % labels[name], before or gettext("Nothing")))
        facts.append((gettext("From then on: %s") % labels[name], after or gettext("Nothing")))
    return facts


def _as_read(name: str, value: details.DetailValue) -> str:
    if isinstance(value, list):
        return ", ".join(Theme.objects.filter(pk__in=value).values_list("name", flat=True))
    choices = dict(getattr(Paper._meta.get_field(name), "flatchoices", ()))
    return str(choices.get(value, value) if isinstance(value, str) else value)


def _authors_as_read(author_list: Sequence[corrections.AuthorFacts]) -> str:
    lines = []
    for facts in author_list:
        author = Author(**facts)
        parts = [str(author), author.affiliation, author.orcid]
        lines.append(", ".join(part for part in parts if part))
    return "\n".join(lines)


PUBLISH = Kind(
    name="knowledge_exchange.publish",
    label=_("Publish a paper"),
    act=publishing.publish,
    why_not_propose=why_not_propose_publication,
    why_not_release=why_not_release,
    prepare=prepare,
    recall=time_to_recall,
    seen=lambda paper: {"seen": publishing.fingerprint(paper)},
    facts=what_is_published,
    why_lapsed=why_not_published,
)
WITHDRAW = Kind(
    name="knowledge_exchange.withdraw",
    label=_("Withdraw a paper"),
    act=publishing.withdraw,
    why_not_propose=why_not_propose,
    why_not_release=why_not_release,
    prepare=prepare,
    recall=time_to_recall,
    why_lapsed=why_not_withdrawn,
)

CORRECT = Kind(
    name="knowledge_exchange.correct",
    label=_("Correct what is said about a paper"),
    act=corrections.correct,
    why_not_propose=why_not_propose,
    why_not_release=why_not_release,
    prepare=prepare,
    recall=time_to_recall,
    seen=lambda paper: {"seen": corrections.fingerprint(paper)},
    why_lapsed=lambda paper, now: corrections.why_not(paper),
)


def can_propose_correction(user: User, paper: Paper) -> bool:
    return not (corrections.why_not(paper) or CORRECT.why_not_propose(user, paper))


KINDS = (PUBLISH, WITHDRAW, CORRECT)
