"""What happened to a motion, in order: its events, and its ballots, which are kept only once."""

from operator import attrgetter

from voting.enums import Step
from voting.models import Ballot, MotionEvent


def for_the_desk(motion):
    """All that the secretariat may know of now."""
    return _in_order(motion.events.select_related("by"), _ballots(motion))


def for_the_members(motion):
    """What has changed something for them; first ballots show on the roll."""
    events = motion.events.for_the_members().select_related("by")
    return _in_order(events, _ballots(motion).filter(sequence__gt=1))


def _ballots(motion):
    ballots = Ballot.objects.filter(entry__motion=motion).publishable(motion)
    return ballots.select_related("entry", "cast_by")


def _in_order(events, ballots):
    return sorted([*events, *map(_as_event, ballots)], key=attrgetter("at"))


def _as_event(ballot):
    return MotionEvent(
        at=ballot.cast_at,
        by=ballot.cast_by,
        what=Step.CHANGED if ballot.is_a_change else Step.CAST,
        unit=ballot.entry.unit,
    )
