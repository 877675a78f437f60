"""What a motion that is no admission proposes, as pages, minutes and mails show it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext, gettext_lazy

from voting import rules
from voting.enums import MotionKind
from voting.models import Motion
from voting.motions import subjects
from voting.motions.subjects import Subject
from voting.rules import Pair, Rules, in_words, words_side_by_side

LABELS = {
    MotionKind.RULE_SET: gettext_lazy("The rules to adopt"),
    MotionKind.CO_CHAIR: gettext_lazy("Who would lead the Network"),
    MotionKind.POSITION: gettext_lazy("The text of the position"),
}


@dataclass(frozen=True)
class Proposal:
    """The subject as it was frozen at opening; of a draft, as it stands."""

    motion: Motion
    subject: Subject

    @property
    def kind(self) -> str:
        return self.motion.kind

    @property
    def label(self) -> str:
        return str(LABELS[MotionKind(self.kind)])

    @cached_property
    def rules(self) -> Rules:
        return rules.parse(self.subject["document"])

    @property
    def rules_in_words(self) -> list[str]:
        return in_words(self.rules, gettext)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Beside the rules that this vote itself goes by."""
        return words_side_by_side(self.motion.rule_set.rules, self.rules, gettext)

    @property
    def changes(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.is_different]

    @property
    def kept(self) -> int:
        return len(self.pairs) - len(self.changes)

    @property
    def begins(self) -> date:
        return date.fromisoformat(self.subject["begins"])

    @property
    def names(self) -> str:
        return ", ".join(centre["name"] for centre in self.subject["centres"])


def proposal_of(motion: Motion) -> Proposal | None:
    """None for an admission, which has an application to read."""
    if motion.kind == MotionKind.ADMISSION:
        return None
    return Proposal(motion, motion.frozen.get("subject") or subjects.frozen(motion))
