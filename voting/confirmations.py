"""How far the certification round has come."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from voting.enums import RollStatus, Stand
from voting.models import Confirmation, RollEntry
from voting.roll import by_country_name


@dataclass(frozen=True)
class Line:
    entry: RollEntry
    said: Confirmation | None


@dataclass(frozen=True)
class Round:
    """Each unit that is asked, recused ones included, with what it says of its line."""

    lines: list[Line]

    @property
    def asked(self):
        return len(self.lines)

    @property
    def confirmed(self):
        return len(self._with(Stand.CONFIRMED))

    @property
    def contested(self):
        return self._with(Stand.CONTESTED)

    @property
    def silent(self):
        return [line for line in self.lines if line.said is None]

    def _with(self, stand):
        return [line for line in self.lines if line.said and line.said.stand == stand]


def of(motion):
    current = Confirmation.objects.current().select_related("by")
    asked = motion.roll.exclude(status=RollStatus.SUSPENDED).prefetch_related(
        Prefetch("confirmations", current, to_attr="said")
    )
    return Round([Line(entry, next(iter(entry.said), None)) for entry in by_country_name(asked)])


def said_by(entry):
    """What this unit says of its line now, or None."""
    return entry.confirmations.current().select_related("by").first() if entry else None


def with_objections(motions):
    """These motions, each with its `.objections`: what keeps it from being certified now."""
    standing = defaultdict(list)
    found = Confirmation.objects.objections().filter(entry__motion__in=motions)
    for said in found.select_related("entry", "by"):
        standing[said.entry.motion_id].append(said)
    for motion in motions:
        motion.objections = standing[motion.pk]
    return motions


def with_its_objections(motion):
    return with_objections([motion])[0]
