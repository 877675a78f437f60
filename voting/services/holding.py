"""What a cast holds and knows: the motion, the entry of whoever casts, and its people.

The statements are written out, with the columns that a cast needs. Of all steps this is the one
that many take at once, and composing them took longer than answering them.
"""

from typing import Any

from django.db import connection
from django.utils import timezone

from members.models import Application, User
from voting.models import Motion, RollEntry
from voting.services.locks import Lock, first, on_postgresql

MOTION = """
    SELECT id, status, closes_at, deadline_version, application_id, (
        SELECT status FROM members_application WHERE members_application.id = application_id
    ) AS application_status
    FROM voting_motion WHERE id = %s
"""
OWN_ENTRY = """
    SELECT entry.id FROM voting_rollentry AS entry
    JOIN voting_rollvoter AS own ON own.entry_id = entry.id
    WHERE entry.motion_id = %(motion)s AND own.user_id = %(person)s AND own.left_by_id IS NULL
    ORDER BY own.id LIMIT 1
"""
PEOPLE = f"""
    SELECT person.id, person.email, voter.role, voter.alias, EXISTS (
        SELECT 1 FROM voting_ballot WHERE voting_ballot.entry_id = entry.id
    ) AS has_voted, entry.id AS entry, entry.unit, entry.name AS entry_name, entry.status, {{now}}
    FROM voting_rollentry AS entry
    JOIN voting_rollvoter AS voter ON voter.entry_id = entry.id AND voter.left_by_id IS NULL
    JOIN members_user AS person ON person.id = voter.user_id
    WHERE entry.id = ({OWN_ENTRY}) ORDER BY voter.id
"""  # noqa: S608  made of our own text alone


def motion_to_cast_on(pk):
    """The motion as it is stored now; until the transaction ends it takes ballots and no step."""
    held = first(Lock.STEPS, pk, shared=True)
    motion: Any
    for motion in Motion.objects.raw(held + MOTION, [pk]):
        if motion.application_id:
            known = {"id": motion.application_id, "status": motion.application_status}
            motion.application = _read(Application, known)
        return motion
    raise Motion.DoesNotExist


def entry_to_cast_for(motion, person):
    """The person's entry, held, with its `.people`, their `.voter` and `.has_voted`; or None.

    `.read_at` is the database's time after all that was waited for, as `clock.database_time`.
    """
    own = {"motion": motion.pk, "person": person.pk}
    held = on_postgresql(f"{OWN_ENTRY} FOR UPDATE OF entry;")
    asked = PEOPLE.format(now=f"{on_postgresql('clock_timestamp()') or 'NULL'} AS read_at")
    people: list[Any] = list(User.objects.raw(held + asked, own))
    if not people:
        return None
    voter = next(one for one in people if one.pk == person.pk)
    known = {"id": voter.entry, "motion_id": motion.pk, "unit": voter.unit}
    entry = _read(RollEntry, {**known, "name": voter.entry_name, "status": voter.status})
    entry.people, entry.voter, entry.has_voted = people, voter, bool(voter.has_voted)
    entry.read_at = voter.read_at or timezone.now()
    return entry


def _read(model, known):
    """The row of these columns, in the model's order; the others are asked for if used."""
    return model.from_db(connection.alias, list(known), list(known.values()))
