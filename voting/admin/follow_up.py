"""Who has voted, and which mails went to whom: what the secretariat follows during a vote."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from common.dates import network_day
from members.enums import RepresentativeRole
from members.models import Centre, User
from outbox import kinds
from outbox.models import Mail
from voting.models import RollEntry, RollVoter
from voting.motions.roll import by_country_name


@dataclass(frozen=True)
class Person:
    """Somebody who votes, voted before they were replaced, or heads the centre."""

    user: User
    role: str
    mails: list
    has_left: bool = False  # and was replaced
    speaks: bool = True

    @property
    def has_trouble(self):
        """A mail to this person failed or is in doubt."""
        return any(mail.is_for_a_person for mail in self.mails)


@dataclass(frozen=True)
class Line:
    entry: RollEntry
    people: list[Person]
    can_be_cast: bool  # somebody speaks for it today
    centres: list[Centre]  # that share it


def roll_with_mails(motion):
    """Each line of the roll with its people and their mails; never how anybody voted."""
    to_voters, to_heads = mails_by_reader(motion)
    lines, day = [], network_day(timezone.now())
    speaking = set(RollVoter.objects.speaking_of(motion, day).values_list("pk", flat=True))
    silent = set(motion.roll.nobody_speaks_for(day).values_list("pk", flat=True))
    entries = list(motion.roll.with_has_voted().prefetch_related("voters__user"))
    centres = centres_of(entries)
    for entry in by_country_name(entries):
        people = [
            Person(
                voter.user,
                voter.get_role_display(),
                to_voters[voter.user_id],
                has_left=voter.left_by_id is not None,
                speaks=voter.pk in speaking,
            )
            for voter in entry.voters.all()
        ]
        people += [
            Person(user, RepresentativeRole.HEAD.label, mails)
            for (entry_pk, user), mails in to_heads.items()
            if entry_pk == entry.pk
        ]
        can_be_cast = entry.pk not in silent
        lines.append(Line(entry, people, can_be_cast, centres[entry.pk]))
    return lines


def centres_of(entries):
    """Those that each line of a roll stands for, by its key: of its people, and by its names."""
    countries = {entry.country.code for entry in entries}
    there = list(Centre.objects.filter(country__in=countries).order_by("name"))
    return {
        entry.pk: [
            centre
            for centre in there
            if centre.slug == entry.unit
            or centre.pk in {voter.centre_id for voter in entry.voters.all()}
            or (centre.country.code == entry.unit and centre.name in entry.name)
        ]
        for entry in entries
    }


def mails_by_reader(motion):
    """Those to voters by person, and those to heads of centres by line and person."""
    to_voters, to_heads = defaultdict(list), defaultdict(list)
    mails = kinds.for_staff(Mail.objects.about(motion)).exclude(kind="voting.preview")
    for mail in mails.select_related("user").order_by("due_at", "pk"):
        mail.label = kinds.label(mail.kind)
        if mail.details.get("is_head"):
            to_heads[mail.details["entry"], mail.user].append(mail)
        else:
            to_voters[mail.user_id].append(mail)
    return to_voters, to_heads
