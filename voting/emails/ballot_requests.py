"""What the letters that ask for a ballot have to know, for many of them at once."""

from dataclasses import dataclass

from django.utils import timezone

from common.dates import network_day
from voting.models import RollEntry, RollVoter
from voting.records import publishing


@dataclass(frozen=True)
class BallotRequest:
    """The entry whose ballot a letter asks for, and whether its reader still speaks for it."""

    entry: RollEntry | None
    is_spoken_for: bool


def prepare(mails):
    entries = RollEntry.objects.with_has_voted().in_bulk(
        {mail.details["entry"] for mail in mails if "entry" in mail.details}
    )
    voters = RollVoter.objects.speaking(network_day(timezone.now())).filter(
        entry__motion__in={mail.about_id for mail in mails},
        user__in={mail.user_id for mail in mails},
    )
    may_vote = set(voters.values_list("entry__motion", "user"))
    for mail in mails:
        entry = entries.get(mail.details.get("entry"))
        mail.ballot_request = BallotRequest(entry, (mail.about_id, mail.user_id) in may_vote)
    for motion in {mail.about for mail in mails}:
        motion.record_head = publishing.head(motion)


def request_of(mail):
    if not hasattr(mail, "ballot_request"):
        prepare([mail])
    return mail.ballot_request
