"""What a cast holds and knows: the motion, the entry of whoever casts, and its people.

One question, written out, with the columns that a cast needs. Of all steps this is the one that
many take at once: composing several took longer than answering them, and a table that is joined
takes longer to plan than one that is asked for a value.
"""

from datetime import date
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.query import RawQuerySet
from django.utils import timezone

from common.statements import QueryOfTheLast
from members.models import Application, User
from voting.models import Motion, RollEntry, RollVoter
from voting.records.moves import Lock, lock_sql, on_postgresql

Row = TypeVar("Row", bound=models.Model)


# As `RollVoterQuerySet.speaking`; and what the register has changed stands in the record already.
SPEAKS = """
    voter.left_by_id IS NULL AND voter.removed_at IS NULL AND EXISTS (
        SELECT 1 FROM members_representative AS role
        JOIN members_user AS person ON person.id = role.user_id
        WHERE role.user_id = voter.user_id AND role.centre_id = voter.centre_id
            AND role.role IN ('delegate', 'alternate')
            AND person.is_active AND NOT person.is_staff
            AND (
                role.valid_from <= %(day)s
                AND (role.valid_until IS NULL
                    OR role.valid_until > %(day)s AND role.valid_until > role.valid_from)
                AND EXISTS (
                    SELECT 1 FROM members_membership AS membership
                    WHERE membership.centre_id = role.centre_id
                        AND membership.status IN ('active', 'suspended')
                )
                OR role.ended_with_membership AND role.valid_until <= %(day)s
                AND motion.status IN ('open', 'closed')
            )
    )
"""
OWN_ENTRY = """
    SELECT entry.id FROM voting_rollentry AS entry
    JOIN voting_rollvoter AS own ON own.entry_id = entry.id
    WHERE entry.motion_id = %(motion)s AND own.user_id = %(person)s AND own.left_by_id IS NULL
    ORDER BY own.id LIMIT 1
"""
MOTION_AND_PEOPLE = f"""
    SELECT motion.id, motion.status, closes_at, deadline_version, application_id, record_format,
        (SELECT status FROM members_application WHERE id = application_id) AS application_status,
        entry.id AS entry, entry.unit, entry.name AS entry_name, entry.status AS entry_status,
        EXISTS (SELECT 1 FROM voting_ballot WHERE entry_id = entry.id) AS has_voted,
        voter.user_id AS person, voter.role, voter.alias,
        (SELECT email FROM members_user WHERE id = voter.user_id) AS email, {{now}} AS read_at
    FROM voting_rollentry AS entry
    JOIN voting_motion AS motion ON motion.id = entry.motion_id
    JOIN voting_rollvoter AS voter ON voter.entry_id = entry.id AND {SPEAKS}
    WHERE entry.id = ({OWN_ENTRY}) ORDER BY voter.id
"""  # noqa: S608  made of our own text alone
# Who speaks for a centre stays so until the ballot is recorded: an end waits, or comes first.
OWN_ROLES = """
    SELECT 1 FROM members_representative AS role
    JOIN members_user AS person ON person.id = role.user_id
    WHERE role.user_id = %(person)s FOR SHARE;
"""


def entry_to_cast_for(motion_pk: int, person: User, day: date) -> RollEntry | None:
    """The entry that this person speaks for, held; None where they speak for none on that day.

    With its `.motion`, `.people` (who speak for it), `.voter` and `.has_voted`.
    Until the transaction ends the motion takes ballots and no step. `.read_at` is the database's
    time after all that was waited for, as `database_time`.
    """
    steps_wait = lock_sql(Lock.STEPS, motion_pk, shared=True)
    held = on_postgresql(f"{OWN_ROLES} {OWN_ENTRY} FOR UPDATE OF entry;")
    query = MOTION_AND_PEOPLE.format(now=on_postgresql("clock_timestamp()") or "NULL")
    parameters = {"motion": motion_pk, "person": person.pk, "day": day.isoformat()}
    sql = steps_wait + held + query
    asked: Any = QueryOfTheLast(sql=sql, using=connection.alias, params=parameters)
    rows: list[Any] = list(RawQuerySet(sql, model=Motion, query=asked))
    own = next((row for row in rows if row.person == person.pk), None)
    if own is None:
        return None
    row = rows[0]
    if row.application_id:
        row.application = _loaded(Application, id=row.application_id, status=row.application_status)
    entry = _loaded(
        RollEntry,
        id=row.entry,
        motion_id=row.pk,
        unit=row.unit,
        name=row.entry_name,
        status=row.entry_status,
    )
    entry.motion = row
    entry.people = [_loaded(User, id=row.person, email=row.email) for row in rows]
    entry.voter = _loaded(RollVoter, user_id=person.pk, role=own.role, alias=own.alias)
    entry.has_voted, entry.read_at = bool(row.has_voted), row.read_at or timezone.now()
    return entry


def _loaded(model: type[Row], **columns: object) -> Row:
    """The row of these columns, in the model's order; the others are asked for if used."""
    return model.from_db(connection.alias, list(columns), list(columns.values()))
