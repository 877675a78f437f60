"""What opening a motion would fix, put together before anything is written."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from members.balance import composition
from voting import balance, roll, rules, subjects
from voting.clock import network_day
from voting.deadlines import reminder_times
from voting.models import Motion, RuleSet
from voting.records import pseudonyms


@dataclass(frozen=True)
class Opening:
    motion: Motion
    rule_set: RuleSet
    closes_at: datetime
    now: datetime
    roll: list[roll.Entry]

    @property
    def title(self):
        return self.motion.title

    @property
    def question(self):
        return self.motion.question

    @property
    def application(self):
        return self.motion.application

    @cached_property
    def record_scope(self):
        return pseudonyms.scope_of(self.motion)

    def alias_of(self, user):
        return pseudonyms.of(user, self.record_scope)

    @cached_property
    def composition(self):
        """The balance before and after; None where nobody would be admitted."""
        if self.application is None:
            return None
        day = network_day(self.now)
        return balance.with_applicant(self.application, self.rule_set.rules, day)

    @cached_property
    def frozen(self):
        """Text, rules, deadline and roll as they go under the fingerprint; no names of people."""
        return {
            "kind": str(self.motion.kind),
            "title": self.title,
            "question": self.question,
            "subject": subjects.frozen(self.motion),
            "rule_set": self.rule_set.sha256,
            "closes_at": self.closes_at.astimezone(UTC).isoformat(),
            **self._of_an_admission(),
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
        }

    def _of_an_admission(self):
        if self.application is None:
            return {}
        return {
            "applicant_country": str(self.application.country),
            "composition": composition.stored(self.composition),
        }

    @cached_property
    def fingerprint(self):
        return rules.fingerprint(self.frozen)

    @property
    def voters(self):
        return [voter for entry in self.roll for voter in entry.voters]

    @property
    def reminders(self):
        """When those who have not voted are reminded: [(hours before the close, instant)]."""
        hours = self.rule_set.rules.reminder_hours_before_close
        return reminder_times(hours, self.closes_at, self.now)


def prepare(application, **how):
    """What putting this application to the vote would fix."""
    return prepare_motion(subjects.admission_of(application), **how)


def prepare_motion(motion, *, rule_set, closes_at, now):
    planned = roll.plan(rule_set.rules, now=now)
    return Opening(motion, rule_set, closes_at, now, planned)
