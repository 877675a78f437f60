"""What a cast holds and knows: the motion, the entry of whoever casts, and its people.

One question, written out, with the columns that a cast needs. Of all steps this is the one that
many take at once: composing several took longer than answering them, and a table that is joined
takes longer to plan than one that is asked for a value.
"""

from typing import Any

from django.db import connection
from django.utils import timezone

from members.models import Application, User
from voting.models import Motion, RollEntry
from voting.services.locks import Lock, first, on_postgresql

OWN_ENTRY = """
    SELECT entry.id FROM voting_rollentry AS entry
    JOIN voting_rollvoter AS own ON own.entry_id = entry.id
    WHERE entry.motion_id = %(motion)s AND own.user_id = %(person)s AND own.left_by_id IS NULL
    ORDER BY own.id LIMIT 1
"""
MOTION_AND_PEOPLE = f"""
    SELECT motion.id, motion.status, closes_at, deadline_version, application_id,
        (SELECT status FROM members_application WHERE id = application_id) AS application_status,
        entry.id AS entry, entry.unit, entry.name AS entry_name, entry.status AS entry_status,
        EXISTS (SELECT 1 FROM voting_ballot WHERE entry_id = entry.id) AS has_voted,
        voter.user_id AS person, voter.role, voter.alias,
        (SELECT email FROM members_user WHERE id = voter.user_id) AS email, {{now}} AS read_at
    FROM voting_rollentry AS entry
    JOIN voting_motion AS motion ON motion.id = entry.motion_id
    JOIN voting_rollvoter AS voter ON voter.entry_id = entry.id AND voter.left_by_id IS NULL
    WHERE entry.id = ({OWN_ENTRY}) ORDER BY voter.id
"""  # noqa: S608  made of our own text alone


def entry_to_cast_for(motion_pk, person):
    """The person's entry, held, with its `.motion`, `.people`, `.voter` and `.has_voted`; or None.

    Until the transaction ends the motion takes ballots and no step. `.read_at` is the database's
    time after all that was waited for, as `clock.database_time`.
    """
    steps = first(Lock.STEPS, motion_pk, shared=True)
    own = on_postgresql(f"{OWN_ENTRY} FOR UPDATE OF entry;")
    asked = MOTION_AND_PEOPLE.format(now=on_postgresql("clock_timestamp()") or "NULL")
    known = {"motion": motion_pk, "person": person.pk}
    rows: list[Any] = list(Motion.objects.raw(steps + own + asked, known))
    return _entry(rows, person) if rows else None


def _entry(rows, person):
    row = rows[0]
    known = {"id": row.entry, "motion_id": row.pk, "unit": row.unit, "name": row.entry_name}
    entry = _read(RollEntry, **known, status=row.entry_status)
    entry.motion = _motion(row)
    entry.people = [_read(User, id=row.person, email=row.email) for row in rows]
    entry.voter = next(row for row in rows if row.person == person.pk)
    entry.has_voted, entry.read_at = bool(row.has_voted), row.read_at or timezone.now()
    return entry


def _motion(row):
    if row.application_id:
        row.application = _read(Application, id=row.application_id, status=row.application_status)
    return row


def _read(model, **known):
    """The row of these columns, in the model's order; the others are asked for if used."""
    return model.from_db(connection.alias, list(known), list(known.values()))
