"""Where a paper stands, in plain words: for its own pages, the members' and the secretariat's.

Nothing is asked for that a list could not bring along (`with_phases`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.steps import Text
from common.dates import network_day, show_instant, show_partial
from knowledge_exchange.papers.enums import ClearanceMeans, Stage
from knowledge_exchange.papers.models import (
    Objection,
    Paper,
    PaperVersion,
    SilenceProcedure,
)


class Place(IntEnum):
    """On the way of a version, which a correction goes like the first text."""

    WRITING = 0
    COMMENTS = 1
    WORKING_THROUGH = 2
    CLEARANCE = 3
    PUBLISHED = 4


LABELS: dict[Place, Text] = {
    Place.WRITING: gettext_lazy("Writing"),
    Place.COMMENTS: gettext_lazy("Comments"),
    Place.WORKING_THROUGH: gettext_lazy("Working through the comments"),
    Place.CLEARANCE: gettext_lazy("Clearance by silence"),
    Place.PUBLISHED: gettext_lazy("Published"),
}


@dataclass(frozen=True)
class Phase:
    label: Text
    state: str  # "past", "left-out", "now", "to-come"

    @property
    def note(self) -> str:
        """What its colour says, in words."""
        words = {"past": _("over"), "left-out": _("left out"), "now": _("now")}
        return words.get(self.state, _("to come"))


def with_phases(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """With all that `sentence` reads, whatever their number."""
    objections = Prefetch("objections", Objection.objects.standing(), to_attr="standing")
    silences = Prefetch("silences", SilenceProcedure.objects.prefetch_related(objections))
    versions = PaperVersion.objects.without_texts().prefetch_related("clearance", silences)
    return papers.prefetch_related(Prefetch("versions", versions))


def draft_of(paper: Paper) -> PaperVersion | None:
    """The version in preparation, of versions that may be there already."""
    if paper.is_withdrawn:
        return None
    versions = paper.versions.all()
    return next((one for one in versions if _is_in_work(one)), None)


def _is_in_work(version: PaperVersion) -> bool:
    return not version.is_published and version.stage != Stage.DISCARDED


def is_objected_to(silence: SilenceProcedure) -> bool:
    standing = getattr(silence, "standing", None)
    return bool(silence.objections.standing().exists() if standing is None else standing)


def place_of(paper: Paper, draft: PaperVersion | None, now: datetime) -> Place:
    if draft is None:
        return Place.PUBLISHED if paper.published_at else Place.WRITING
    if draft.stage == Stage.COMMENTS:
        return Place.COMMENTS if draft.takes_comments(now) else Place.WORKING_THROUGH
    return {
        Stage.DRAFT: Place.WRITING,
        Stage.CLEARANCE: Place.CLEARANCE,
        Stage.CLEARED: Place.PUBLISHED,
    }[Stage(draft.stage)]


def bar(paper: Paper, draft: PaperVersion | None, now: datetime) -> Iterator[Phase]:
    """All phases in their order, each with what it is to the paper now; none once withdrawn."""
    if paper.is_withdrawn:
        return
    draft = None if draft is None or draft.is_published else draft
    here = place_of(paper, draft, now)
    of_clearance = draft or next(iter(paper.versions.all()), None)
    without_comments = of_clearance is None or of_clearance.comments_until is None
    without_silence = of_clearance is None or of_clearance.silence is None
    left_out = {
        Place.COMMENTS: without_comments,
        Place.WORKING_THROUGH: without_comments,
        Place.CLEARANCE: without_silence,
    }
    is_over = draft is None and bool(paper.published_at)
    for place in Place:
        if place == here and not is_over:
            state = "now" if draft is None or draft.stage != Stage.CLEARED else "to-come"
        elif place > here:
            state = "to-come"
        else:
            state = "left-out" if left_out.get(place) else "past"
        yield Phase(LABELS[place], state)


def sentence(paper: Paper, draft: PaperVersion | None, now: datetime) -> str:
    """Where it stands: "Open for comments until 12 December 2026, 17:00 CET"."""
    if paper.is_withdrawn:
        return _("Withdrawn on %(day)s") % {"day": _day(paper.withdrawn_at)}
    if draft is None:
        return _without_draft(paper)
    words = _of_version(draft, now)
    if paper.published_at:
        return _("Published; version %(number)d in preparation: %(words)s") % {
            "number": draft.number,
            "words": words[:1].lower() + words[1:],
        }
    return words


def _without_draft(paper: Paper) -> str:
    if not paper.published_at:
        return _("No text has been written yet")
    published = [version for version in paper.versions.all() if version.is_published]
    if not published:
        day = show_partial(paper.announced) or _day(paper.published_at)
        return _("Announced %(day)s; the text is not held here") % {"day": day}
    newest = published[0]
    if len(published) == 1:
        return _("Published on %(day)s") % {"day": _day(newest.published_at)}
    return _("Published in version %(number)d on %(day)s") % {
        "number": newest.number,
        "day": _day(newest.published_at),
    }


def _of_version(draft: PaperVersion, now: datetime) -> str:
    if draft.stage == Stage.COMMENTS:
        until = {"until": show_instant(draft.comments_until)}
        if draft.takes_comments(now):
            return _("Open for comments until %(until)s") % until
        return _("Comments closed on %(until)s and are worked through") % until
    silence = draft.silence
    if draft.stage == Stage.CLEARANCE and silence:
        if not silence.is_running:
            return _("A centre objected; the text is put to the vote")
        until = {"until": show_instant(silence.closes_at)}
        if is_objected_to(silence):
            return _("A centre objects; the silence procedure runs until %(until)s") % until
        return _("Adopted by silence on %(until)s unless a centre objects") % until
    if draft.stage == Stage.CLEARED:
        words = {
            ClearanceMeans.SILENCE: _("Adopted by silence on %(day)s"),
            ClearanceMeans.MOTION: _("Adopted by vote on %(day)s"),
            ClearanceMeans.RECORDED: _("Cleared on %(day)s, as the secretariat recorded"),
        }
        clearance = getattr(draft, "clearance", None)
        if clearance is None:  # no service leaves that behind
            return _("Cleared")
        return words[ClearanceMeans(clearance.means)] % {"day": _day(clearance.at)}
    if silence:
        return _("Being written again: %(outcome)s") % {
            "outcome": silence.get_outcome_display().lower()
        }
    return _("Being written")


def next_step(paper: Paper, draft: PaperVersion | None, now: datetime) -> str:
    """What happens next, and who does it, for the secretariat."""
    if paper.is_withdrawn:
        return ""
    if draft is None:
        if paper.published_at:
            return _("Nothing waits. A correction starts from the published text.")
        return _("The writers write the text, or add a PDF file.")
    if draft.stage == Stage.DRAFT:
        return _(
            "The writers finish the text. Then the members are asked for comments, or the silence "
            "procedure begins."
        )
    if draft.takes_comments(now):
        return _("The members comment; afterwards the writers work through what was said.")
    if draft.stage == Stage.COMMENTS:
        return _("The writers answer and resolve the comments. Then the silence procedure begins.")
    if draft.stage == Stage.CLEARED:
        return _("Somebody proposes to publish it, and a second person releases that.")
    silence = draft.silence
    if silence and not silence.is_running:
        return _("The members vote; the result clears the text or sends it back.")
    if silence and is_objected_to(silence):
        return _("Read the objection and say how it goes on: discussion, or the vote.")
    return _("The deadline adopts the text. Until then a member centre can object.")


def _day(at: datetime | None) -> str:
    return date_format(network_day(at), "j F Y") if at else ""
