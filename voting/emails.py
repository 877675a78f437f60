"""What the vote writes to those on the roll. Before the close no mail names a choice or a count."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outbox.kinds import composes, letter
from outbox.models import Mail
from voting.enums import COUNTED, MotionStatus, RollStatus
from voting.models import Ballot, Motion, RollEntry

WHY_ON_ROLL = _("You get this because you are on the roll of this vote for your centre.")
VOTE = _("Cast your centre's ballot")


def _letter(name, mail, *, label, page="voting:motion", why=WHY_ON_ROLL, **context):
    motion = mail.about
    return letter(
        f"voting/mails/{name}.txt",
        {"motion": motion, **context},
        why=why,
        action=(label, reverse(page, args=[motion.pk])),
    )


@composes("voting.opened")
def opened(mail, now):
    if not mail.about.takes_ballots(now):
        return None
    return _letter("opened", mail, label=VOTE)


@composes("voting.reminder", is_reminder=True)
def reminder(mail, now):
    """Only while the vote is open, for a unit that has not voted, and only the latest one due."""
    motion, entry = mail.about, RollEntry.objects.get(pk=mail.details["entry"])
    still_applies = (
        motion.takes_ballots(now)
        and mail.details["deadline_version"] == motion.deadline_version
        and entry.status == RollStatus.ELIGIBLE
        and not entry.ballots.exists()
        and not _later_one_is_due(motion, mail.details["hours"], now)
    )
    return _letter("reminder", mail, label=VOTE, entry=entry) if still_applies else None


def _later_one_is_due(motion, hours, now):
    """After an outage several reminders are due at once; the last of them is enough."""
    return any(
        later < hours and motion.closes_at - timedelta(hours=later) <= now
        for later in motion.rule_set.rules.reminder_hours_before_close
    )


def _without_receipts_of_changes(mails):
    """While ballots are under embargo nobody learns who changed theirs: one receipt shows."""
    earlier = Mail.objects.filter(
        kind=OuterRef("kind"),
        about_type=OuterRef("about_type"),
        about_id=OuterRef("about_id"),
        user=OuterRef("user"),
        pk__lt=OuterRef("pk"),
    )
    under_embargo = Motion.objects.exclude(status__in=COUNTED).values("pk")
    receipts = Q(kind="voting.ballot_recorded", about_id__in=under_embargo)
    return mails.exclude(receipts & Exists(earlier))


@composes("voting.ballot_recorded", withhold=_without_receipts_of_changes)
def ballot_recorded(mail, now):
    ballot = Ballot.objects.select_related("entry", "cast_by").get(pk=mail.details["ballot"])
    return _letter("ballot_recorded", mail, label=_("See your centre's ballot"), ballot=ballot)


@composes("voting.closed")
def closed(mail, now):
    if mail.about.status != MotionStatus.CLOSED:
        return None  # annulled or certified since, and told so
    return _letter("closed", mail, label=_("Read the result"), page="voting:result")


@composes("voting.certification_asked")
def certification_asked(mail, now):
    if mail.about.status != MotionStatus.CLOSED:
        return None
    why = _("You get this because your centre is co-chair of the Network.")
    return _letter(
        "certification_asked", mail, label=_("Certify the result"), page="voting:certify", why=why
    )


@composes("voting.certified")
def certified(mail, now):
    return _letter("certified", mail, label=_("Read the decision"), page="voting:result")


@composes("voting.called_off")
def called_off(mail, now):
    return _letter("called_off", mail, label=_("Read why"))
