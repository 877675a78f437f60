"""What opening a motion would fix, put together before anything is written."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.utils.translation import gettext as _

from members.models import Application
from voting import pseudonyms, roll, rules
from voting.deadlines import reminder_times
from voting.models import RuleSet


@dataclass(frozen=True)
class Opening:
    application: Application
    rule_set: RuleSet
    closes_at: datetime
    now: datetime
    roll: list[roll.Entry]

    @property
    def title(self):
        return _("Admission of %(name)s") % {"name": self.application.title}

    @property
    def question(self):
        return _("Should %(name)s be admitted to the Network as a member?") % {
            "name": self.application.title
        }

    @cached_property
    def record_scope(self):
        return pseudonyms.scope_of(self.application)

    def alias_of(self, user):
        return pseudonyms.of(user, self.record_scope)

    @cached_property
    def frozen(self):
        """Text, rules, deadline and roll as they go under the fingerprint; no names of people."""
        return {
            "title": self.title,
            "question": self.question,
            "rule_set": self.rule_set.sha256,
            "closes_at": self.closes_at.astimezone(UTC).isoformat(),
            "applicant_country": str(self.application.country),
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


def prepare(application, *, rule_set, closes_at, now):
    planned = roll.plan(rule_set.rules, now=now)
    return Opening(application, rule_set, closes_at, now, planned)
