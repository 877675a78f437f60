"""How far the certification round has come."""

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


def contested_by(motion):
    """The names of those who contest the result now."""
    return [line.entry.name for line in of(motion).contested]
