"""Which mails a motion causes: rows in the outbox, written in the transaction that causes them."""

from django.utils.translation import gettext as _

from members.enums import RepresentativeRole
from members.models import CoChairTerm, Representative
from outbox import services as outbox
from voting.clock import network_day
from voting.models import RollVoter

WHILE_OPEN = ["voting.opened", "voting.reminder"]


def plan(motion, reminders, *, now):
    """The opening notice for everybody on the roll, and the reminders with their due times."""
    voters = _voters(motion)
    for voter in voters:
        _queue(motion, "voting.opened", voter.user, now=now)
    for hours, due_at in reminders:
        for voter in _to_remind(voters):
            details = {
                "hours": hours,
                "entry": voter.entry_id,
                "deadline_version": motion.deadline_version,
            }
            _queue(
                motion,
                "voting.reminder",
                voter.user,
                now=now,
                part=hours,
                due_at=due_at,
                details=details,
            )


def _to_remind(voters):
    """Each entry's delegates; its alternates where it has no delegate."""
    with_delegate = {
        voter.entry_id for voter in voters if voter.role == RepresentativeRole.DELEGATE
    }
    return [
        voter
        for voter in voters
        if voter.role == RepresentativeRole.DELEGATE or voter.entry_id not in with_delegate
    ]


def confirm_ballot(motion, ballot, *, now):
    """To everybody who may cast this centre's ballot: one of them notices what was not meant."""
    for voter in ballot.entry.voters.select_related("user"):
        _queue(
            motion,
            "voting.ballot_recorded",
            voter.user,
            now=now,
            part=ballot.pk,
            details={"ballot": ballot.pk},
        )


def tell_closed(motion, *, now):
    """The result to the roll; a co-chair is asked to certify it instead."""
    outbox.cancel(motion, kinds=WHILE_OPEN, why=_("The vote is closed."))
    asked = {person.user for person in _co_chairs(motion, now)}
    for user in asked:
        _queue(motion, "voting.certification_asked", user, now=now)
    for voter in _voters(motion):
        if voter.user not in asked:
            _queue(motion, "voting.closed", voter.user, now=now)


def tell_certified(motion, *, now):
    for voter in _voters(motion):
        _queue(motion, "voting.certified", voter.user, now=now)


def call_off(motion, *, now):
    outbox.cancel(motion, kinds=WHILE_OPEN, why=_("The vote was called off."))
    for voter in _voters(motion):
        _queue(motion, "voting.called_off", voter.user, now=now)


def _voters(motion):
    return list(RollVoter.objects.filter(entry__motion=motion).select_related("user"))


def _co_chairs(motion, now):
    """Who may certify: for the co-chairs, without those of the applicant's own country."""
    day = network_day(now)
    centres = CoChairTerm.objects.on(day).values("centre")
    acting = Representative.objects.on(day).may_vote().filter(centre__in=centres)
    acting = acting.filter(user__is_staff=False)
    if motion.application:
        acting = acting.exclude(centre__country=motion.application.country)
    return acting.select_related("user")


def _queue(motion, kind, user, *, now, part="", due_at=None, details=None):
    """One row per motion, kind, part, version of the deadline and person."""
    outbox.queue(
        kind,
        key=f"motion:{motion.pk}:{kind}:{part}:v{motion.deadline_version}:user:{user.pk}",
        to=user.email,
        user=user,
        about=motion,
        now=now,
        due_at=due_at,
        details=details,
    )
