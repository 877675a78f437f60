"""What opening a motion would fix, put together before anything is written."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TypedDict

from common.dates import network_day
from members.balance import composition
from members.balance.composition import Composition, CompositionDocument
from members.models import Application, Centre, CoChairTerm, User
from voting import rules
from voting.models import Motion, RuleSet
from voting.motions import balance, pseudonyms, roll, subjects
from voting.motions.roll import Entry, Voter
from voting.motions.subjects import Subject
from voting.rules.deadlines import reminder_times


class RollLine(TypedDict):
    unit: str
    name: str
    weight: int
    status: str
    voters: list[list[str]]  # the name in the record, and the role


class Certifier(TypedDict):
    centre: str
    country: str


class OfAdmission(TypedDict, total=False):
    applicant_country: str
    composition: CompositionDocument  # the balance before and after


class Frozen(OfAdmission):
    """What goes under the fingerprint and into the record: no name of any person."""

    kind: str
    title: str
    question: str
    subject: Subject
    rule_set: str
    closes_at: str
    roll: list[RollLine]
    certifiers: list[Certifier]  # the co-chairs' centres, whoever speaks for them later


@dataclass(frozen=True)
class Opening:
    motion: Motion
    rule_set: RuleSet
    closes_at: datetime
    now: datetime
    roll: list[Entry]
    certifiers: list[Centre]

    @property
    def title(self) -> str:
        return self.motion.title

    @property
    def question(self) -> str:
        return self.motion.question

    @property
    def application(self) -> Application | None:
        return self.motion.application

    @cached_property
    def record_scope(self) -> str:
        return pseudonyms.scope_of(self.motion)

    def alias_of(self, user: User) -> str:
        return pseudonyms.new_alias(user, self.record_scope)

    @cached_property
    def composition(self) -> Composition | None:
        """The balance before and after; None where nobody would be admitted."""
        if self.application is None:
            return None
        day = network_day(self.now)
        return balance.with_applicant(self.application, self.rule_set.rules, day)

    @cached_property
    def frozen(self) -> Frozen:
        of_admission: OfAdmission = {}
        if self.application and self.composition:
            of_admission = {
                "applicant_country": str(self.application.country),
                "composition": composition.stored(self.composition),
            }
        return {
            "kind": str(self.motion.kind),
            "title": self.title,
            "question": self.question,
            "subject": subjects.frozen(self.motion),
            "rule_set": self.rule_set.sha256,
            "closes_at": self.closes_at.astimezone(UTC).isoformat(),
            **of_admission,
            "roll": [
                {
                    "unit": entry.unit,
                    "name": entry.name,
                    "weight": 1,
                    "status": str(entry.status),
                    "voters": sorted(
                        [self.alias_of(voter.user), str(voter.role)] for voter in entry.voters
                    ),
                }
                for entry in self.roll
            ],
            "certifiers": [
                {"centre": centre.slug, "country": centre.country.code}
                for centre in self.certifiers
            ],
        }

    @cached_property
    def fingerprint(self) -> str:
        return rules.fingerprint(self.frozen)

    @property
    def voters(self) -> list[Voter]:
        return [voter for entry in self.roll for voter in entry.voters]

    @property
    def reminders(self) -> list[tuple[int, datetime]]:
        """When those who have not voted are reminded: [(hours before the close, instant)]."""
        hours = self.rule_set.rules.reminder_hours_before_close
        return reminder_times(hours, self.closes_at, self.now)


def prepare(
    application: Application, *, rule_set: RuleSet, closes_at: datetime, now: datetime
) -> Opening:
    """What putting this application to the vote would fix."""
    motion = subjects.admission_of(application)
    return prepare_motion(motion, rule_set=rule_set, closes_at=closes_at, now=now)


def prepare_motion(
    motion: Motion, *, rule_set: RuleSet, closes_at: datetime, now: datetime
) -> Opening:
    planned = roll.plan(rule_set.rules, now=now)
    leading = CoChairTerm.objects.on(network_day(now))
    certifiers = list(Centre.objects.filter(co_chair_terms__in=leading).order_by("slug").distinct())
    return Opening(motion, rule_set, closes_at, now, planned, certifiers)
