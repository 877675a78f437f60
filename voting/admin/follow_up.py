"""Who has voted, and which mails went to whom: what the secretariat follows during a vote."""

from collections import defaultdict
from dataclasses import dataclass

from outbox import kinds
from outbox.models import Mail
from voting.models import RollEntry, RollVoter
from voting.roll import by_country_name


@dataclass(frozen=True)
class Person:
    voter: RollVoter
    mails: list

    @property
    def has_trouble(self):
        """A mail to this person failed or is in doubt."""
        return any(mail.is_for_a_person for mail in self.mails)


@dataclass(frozen=True)
class Line:
    entry: RollEntry
    people: list[Person]


def roll_with_mails(motion):
    """Each line of the roll with its people and their mails; never how anybody voted."""
    mails = defaultdict(list)
    for mail in kinds.for_staff(Mail.objects.about(motion)).order_by("due_at", "pk"):
        mail.label = kinds.label(mail.kind)
        mails[mail.user_id].append(mail)
    entries = motion.roll.with_has_voted().prefetch_related("voters__user")
    return [
        Line(entry, [Person(voter, mails[voter.user_id]) for voter in entry.voters.all()])
        for entry in by_country_name(entries)
    ]
