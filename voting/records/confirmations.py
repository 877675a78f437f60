"""How far the certification round has come."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from voting.enums import RollStatus, Stand
from voting.models import Confirmation, Motion, RollEntry
from voting.motions.roll import by_country_name


@dataclass(frozen=True)
class Line:
    """A unit, and what it says of its line now."""

    entry: RollEntry
    said: Confirmation | None

    @property
    def stand(self) -> str:
        return self.said.stand if self.said else ""


@dataclass(frozen=True)
class Round:
    """Each unit that is asked, recused ones included."""

    lines: list[Line]

    @property
    def asked(self) -> int:
        return len(self.lines)

    @property
    def confirmed(self) -> int:
        return sum(line.stand == Stand.CONFIRMED for line in self.lines)

    @property
    def is_unanimous(self) -> bool:
        """Every unit has confirmed that it is recorded rightly."""
        return self.confirmed == self.asked

    @property
    def contested(self) -> list[Line]:
        return [line for line in self.lines if line.stand == Stand.CONTESTED]


def round_of(motion: Motion) -> Round:
    current = Confirmation.objects.current().select_related("by")
    entries = motion.roll.exclude(status=RollStatus.SUSPENDED).prefetch_related(
        Prefetch("confirmations", current)
    )
    lines = [
        Line(entry, next(iter(entry.confirmations.all()), None))
        for entry in by_country_name(entries)
    ]
    return Round(lines)


def current_of(entry: RollEntry | None) -> Confirmation | None:
    """What this unit says of its line now, or None."""
    return entry.confirmations.current().select_related("by").first() if entry else None


def objections_so_far(motion: Motion) -> list[Confirmation]:
    """Every contest of this result, those taken back included, in their order."""
    contests = Confirmation.objects.filter(entry__motion=motion, stand=Stand.CONTESTED)
    return list(contests.select_related("entry", "by").order_by("pk"))


def with_objections(motions: list[Motion]) -> list[Motion]:
    """These motions, each with its `.objections`: what keeps it from being certified now."""
    objections = defaultdict(list)
    standing = Confirmation.objects.objections().filter(entry__motion__in=motions)
    for objection in standing.select_related("entry", "by"):
        objections[objection.entry.motion_id].append(objection)
    for motion in motions:
        motion.objections = objections[motion.pk]
    return motions


def with_its_objections(motion: Motion) -> Motion:
    with_objections([motion])
    return motion
