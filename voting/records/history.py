"""What happened to a motion, in order: its events, and its ballots, which are kept only once."""

from operator import attrgetter

from voting.enums import Step
from voting.models import Ballot, Motion, MotionEvent
from voting.models.events import MotionEventQuerySet
from voting.models.roll import BallotQuerySet


def for_the_desk(motion: Motion) -> list[MotionEvent]:
    """All that the secretariat may know of now."""
    return _in_order(motion.events.all(), _ballots(motion))


def for_the_members(motion: Motion) -> list[MotionEvent]:
    """What has changed something for them; first ballots show on the roll."""
    return _in_order(motion.events.for_the_members(), _ballots(motion).filter(sequence__gt=1))


def _ballots(motion: Motion) -> BallotQuerySet:
    return Ballot.objects.filter(entry__motion=motion).publishable(motion)


def _in_order(events: MotionEventQuerySet, ballots: BallotQuerySet) -> list[MotionEvent]:
    of_ballots = [
        MotionEvent(
            at=ballot.cast_at,
            by=ballot.cast_by,
            what=Step.CHANGED if ballot.is_a_change else Step.CAST,
            unit=ballot.entry.unit,
        )
        for ballot in ballots.select_related("entry", "cast_by")
    ]
    return sorted([*events.select_related("by", "proposed_by"), *of_ballots], key=attrgetter("at"))
