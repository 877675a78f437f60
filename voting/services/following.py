"""The roll follows the register: who has stopped speaking for a centre, and who took a role over.

What a person may do is asked of the register anew each time, and holds from its commit on. The
record learns of it here: by a tick within a minute, or by an act of one of them that comes first.
"""

from datetime import date, datetime
from functools import partial

from django.db import transaction

from common.dates import network_day
from members.models import Representative
from voting.emails import notifications
from voting.enums import UNDECIDED, Step
from voting.models import Motion, RollVoter
from voting.records import moves

BY_THE_REGISTER = {"role": "register"}


@transaction.atomic
def follow_the_register(motion: Motion, *, now: datetime) -> list[RollVoter]:
    """Write down what the register has changed for this motion; nothing where nothing has.

    Returns those who left, came back or took a place over.
    """
    return bring_up_to_date(moves.locked(motion), now=now)


def bring_up_to_date(motion: Motion, *, now: datetime) -> list[RollVoter]:
    """The same, for whoever has the motion for themselves already."""
    if motion.status not in UNDECIDED:
        return []
    day, changed = network_day(now), []
    voters = RollVoter.objects.on_the_roll().filter(entry__motion=motion)
    speaking = set(voters.speaking(day).values_list("pk", flat=True))
    waiting = list(voters.select_related("entry", "user").order_by("pk"))
    on_the_roll = {voter.user_id for voter in waiting}
    while waiting:
        voter = waiting.pop(0)
        note = partial(moves.note, motion, by=None, now=now, unit=voter.entry.unit)
        heir = _heir(motion, voter, day)
        comes = heir is not None and heir.user_id not in on_the_roll
        if voter.removed_at is None and (comes or voter.pk not in speaking):
            _mark(voter, now)
            note(Step.REMOVED, facts={**BY_THE_REGISTER, "leaving": voter.alias})
            changed.append(voter)
        elif voter.removed_at is not None and voter.pk in speaking and not comes:
            _mark(voter, None)
            note(Step.RETURNED, facts={**BY_THE_REGISTER, "joining": voter.alias})
            changed.append(voter)
        if heir is None or not comes:
            continue
        successor = voter.entry.voters.create(
            user=heir.user,
            centre=heir.centre,
            role=heir.role,
            alias=moves.alias_of(motion, heir.user),
            follows=voter,
        )
        facts = {"leaving": voter.alias, "joining": successor.alias}
        facts["joining_role"] = str(successor.role)
        note(Step.REPLACED, facts={**BY_THE_REGISTER, **facts})
        on_the_roll.add(heir.user_id)
        changed.append(successor)
        speaking |= set(voters.speaking(day).filter(pk=successor.pk).values_list("pk", flat=True))
        waiting += [successor, voter]  # who may have left in turn, or act in another role
    changed = list(dict.fromkeys(changed))
    if changed:
        notifications.notify_of_the_register(motion, changed, now=now)
    return changed


def _mark(voter: RollVoter, removed_at: datetime | None) -> None:
    voter.removed_at = removed_at
    voter.save(update_fields=["removed_at"])


def _heir(motion: Motion, voter: RollVoter, day: date) -> Representative | None:
    """Who took this voter's role over from them, by the centre's own act."""
    if motion.record_format < 2:
        return None
    heirs = Representative.objects.may_vote().filter(
        succeeds__user=voter.user_id, centre=voter.centre_id, valid_from__lte=day
    )
    return heirs.select_related("user", "centre").order_by("-pk").first()
