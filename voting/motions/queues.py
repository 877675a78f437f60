"""The secretariat's queues of motions: one table, for the list of motions and what waits."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.admin.lists import Queue
from common.waiting import Viewer
from members.enums import QuestionStatus
from members.models import VoterQuestion
from proposals.what_waits import proposed_about
from voting.enums import SETTLED
from voting.models import Amendment, Motion, RollEntry
from voting.models.motions import MotionQuerySet
from voting.models.roll import RollEntryQuerySet

SOON = timedelta(days=3)
LATE = timedelta(minutes=10)  # beat closes within a minute or two


def closing_soon(motions: MotionQuerySet, viewer: Viewer) -> MotionQuerySet:
    return motions.taking_ballots(viewer.now).filter(closes_at__lte=viewer.now + SOON)


def not_closed(motions: MotionQuerySet, viewer: Viewer) -> MotionQuerySet:
    return motions.due_to_close(viewer.now - LATE)


def unspoken_lines(viewer: Viewer) -> RollEntryQuerySet:
    """Until somebody has proposed who takes the place, or that the centre is recused."""
    running = Motion.objects.taking_ballots(viewer.now).values("pk")
    lines = RollEntry.objects.eligible().filter(motion__in=running)
    lines = lines.nobody_speaks_for(viewer.day)
    return lines.exclude(pk__in=Amendment.objects.proposed().values("entry"))


def _with_unspoken_lines(motions: MotionQuerySet, viewer: Viewer) -> MotionQuerySet:
    return motions.filter(pk__in=unspoken_lines(viewer).values("motion"))


def _with_changes_proposed(motions: MotionQuerySet, viewer: Viewer) -> MotionQuerySet:
    changes = Amendment.objects.proposed().values("motion")
    return motions.taking_ballots(viewer.now).filter(pk__in=changes)


def _with_acts_proposed(motions: MotionQuerySet, viewer: Viewer) -> MotionQuerySet:
    return motions.filter(pk__in=proposed_about(Motion))


def _with_questions(status: QuestionStatus):
    def rows(motions: MotionQuerySet, viewer: Viewer) -> QuerySet:
        asked = VoterQuestion.objects.filter(status=status).values("application")
        return motions.past_draft().filter(application__in=asked)

    return rows


QUEUES = (
    Queue(name="drafts", label=_("Drafts"), rows=lambda motions, viewer: motions.drafts()),
    Queue(
        name="open",
        label=_("Open"),
        rows=lambda motions, viewer: motions.taking_ballots(viewer.now),
    ),
    Queue(name="closing", label=_("Closing within three days"), rows=closing_soon),
    Queue(name="late", label=_("Past the deadline, not counted"), rows=not_closed),
    Queue(name="unspoken", label=_("A line nobody can vote for"), rows=_with_unspoken_lines),
    Queue(name="changes", label=_("Change of the roll proposed"), rows=_with_changes_proposed),
    Queue(name="proposed", label=_("An act waits for release"), rows=_with_acts_proposed),
    Queue(
        name="questions",
        label=_("Voters' questions to pass on"),
        rows=_with_questions(QuestionStatus.ASKED),
    ),
    Queue(
        name="answers",
        label=_("Questions with the applicant"),
        rows=_with_questions(QuestionStatus.FORWARDED),
    ),
    Queue(
        name="confirming",
        label=_("Centres confirm their lines"),
        rows=lambda motions, viewer: motions.closed().filter(confirmation_ends_at__gt=viewer.now),
    ),
    Queue(name="contested", label=_("Contested"), rows=lambda motions, viewer: motions.contested()),
    Queue(
        name="to_certify",
        label=_("Waiting for a co-chair"),
        rows=lambda motions, viewer: motions.awaiting_certification(viewer.now),
    ),
    Queue(
        name="certified_late",
        label=_("Should be certified by now"),
        rows=lambda motions, viewer: motions.certified_too_late(viewer.now),
    ),
    Queue(
        name="decided",
        label=_("Decided"),
        rows=lambda motions, viewer: motions.filter(status__in=SETTLED),
        order="-closes",
    ),
)
