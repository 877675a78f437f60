"""A motion's steps: who waits for whom, its status, its history and its record.

A step has the motion for itself. Casts share it, each has its entry for itself, and only for the
record they queue. The motion's are PostgreSQL's advisory locks, which write nothing: a row that
many share is written anew for each. SQLite has one writer: there nobody has to wait.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from typing import TypedDict

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.refusals import Refused
from common.statements import to_the_last
from members.register.models import User
from voting.enums import FOR_THE_DESK, NEXT_MOTION, SINCE_FORMAT_2, MotionStatus, Step
from voting.models import Ballot, Motion, RecordEntry, RollVoter, Seal
from voting.motions import pseudonyms
from voting.records import record_format

DISCLOSED = "disclosed"
LAST_LINK = """
    SELECT "index", hash FROM voting_recordentry WHERE motion_id = %s ORDER BY "index" DESC LIMIT 1
"""
SEALED = (  # in whose entries words that people typed stand under a seal
    Step.RECUSED,
    Step.AMENDED,
    Step.EXTENDED,
    Step.CONTESTED,
    Step.CERTIFIED,
    Step.WITHDRAWN,
    Step.ANNULLED,
)


class RecordBrokenError(Exception):
    """What is stored is not what was recorded: somebody has to look before anything goes on."""


class Actor(TypedDict):
    """Who acts, by the name that they have in this record."""

    by: str
    role: str


class OpenedBallot(TypedDict):
    """What a ballot's commitment was made from. For its centre, and after the close."""

    ballot: str
    choice: str
    words: str
    salt: str


# --- Who waits for whom -----------------------------------------------------------------


class Lock(IntEnum):
    """The first of the two numbers of a lock; the second is the motion's."""

    STEPS = 1
    CHAIN = 2


def lock_sql(lock: Lock, motion_pk: int, *, shared: bool = False) -> str:
    """SQL to put before a statement: until the transaction ends, what that one reads stays so.

    Sent in one call with it, and still a statement of its own: what it waited for is seen.
    """
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    return on_postgresql(f"SELECT {function}({lock:d}, {motion_pk:d});")


def on_postgresql(sql: str) -> str:
    return sql if connection.vendor == "postgresql" else ""


def locked(motion: Motion) -> Motion:
    """The motion as it is stored now, held until the transaction ends: no cast is under way."""
    if statement := lock_sql(Lock.STEPS, motion.pk):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return Motion.objects.select_for_update().get(pk=motion.pk)


# --- Status and history -----------------------------------------------------------------


def move(
    motion: Motion,
    target: MotionStatus,
    *,
    by: User | None,
    now: datetime,
    step: Step,
    words: str = "",
    sealed: str = "",
    facts: Mapping[str, object] | None = None,
    proposed_by: User | None = None,
    **changes: object,
) -> None:
    """The one place where a status changes; `changes` are further fields of the motion."""
    if target not in NEXT_MOTION.get(MotionStatus(motion.status), ()):
        raise Refused(
            _("This step is no longer possible: the motion is now “%(status)s”.")
            % {"status": motion.get_status_display()}
        )
    motion.status = target
    for field, value in changes.items():
        setattr(motion, field, value)
    motion.save(update_fields=["status", *changes])
    note(
        motion,
        step,
        by=by,
        now=now,
        words=words,
        sealed=sealed,
        facts=facts,
        proposed_by=proposed_by,
    )


def note(
    motion: Motion,
    step: Step,
    *,
    by: User | None,
    now: datetime,
    unit: str = "",
    words: str = "",
    sealed: str = "",
    facts: Mapping[str, object] | None = None,
    proposed_by: User | None = None,
) -> None:
    """One line of the history and one entry of the record.

    `words` show in the history; `sealed` are the reasons, under a seal in the record, and
    `facts` what else stands there. What changed nothing for the members has no entry. Where two
    people acted, `by` released what `proposed_by` had proposed.
    """
    last = motion.events.order_by("-number").values_list("number", flat=True).first() or 0
    motion.events.create(
        number=last + 1, at=now, by=by, proposed_by=proposed_by, what=step, unit=unit, note=words
    )
    if step in FOR_THE_DESK or _is_unknown_to(motion, step):
        return
    body = {**actor(motion, by), **({"unit": unit} if unit else {}), **(facts or {})}
    if step not in SEALED:
        append(motion, step, body, now=now)
        return
    if proposed_by and motion.record_format > 1:
        body["proposed_by"] = alias_of(motion, proposed_by)
    salt = record_format.new_salt() if sealed else ""
    body["words"] = record_format.seal_words(sealed, salt)
    entry = append(motion, step, body, now=now)
    if entry and sealed:
        Seal.objects.create(entry=entry, words_salt=salt, words=sealed)


def _is_unknown_to(motion: Motion, step: Step) -> bool:
    """A record in the first format ends with the certification, and knows fewer steps.

    What comes all the same stands in the history; an entry would make the record one that holds
    no longer.
    """
    if motion.record_format > 1:
        return False
    return step in SINCE_FORMAT_2 or (motion.is_published and step != Step.CERTIFIED)


def actor(motion: Motion, by: User | None, voter: RollVoter | None = None) -> Actor:
    """`voter` holds alias and role, of the roll; it is asked for if not given."""
    if by is None:
        return {"by": "", "role": "system"}
    if voter is None and not by.is_staff:
        voter = RollVoter.objects.on_the_roll().filter(entry__motion=motion, user=by).first()
    if voter:
        return {"by": voter.alias, "role": voter.role}
    return {"by": alias_of(motion, by), "role": "secretariat" if by.is_staff else "member"}


def alias_of(motion: Motion, user: User) -> str:
    return pseudonyms.alias_of(user, motion)


# --- The record -------------------------------------------------------------------------


@lru_cache
def _signer(seed: str) -> record_format.Signer:
    return record_format.Signer(seed)


def signer() -> record_format.Signer:
    return _signer(settings.RECORD_SIGNING_KEY)


def append(
    motion: Motion,
    step: str,
    body: Mapping[str, object],
    *,
    now: datetime,
    ballot: Ballot | None = None,
) -> RecordEntry | None:
    """The next link. A motion that was opened before there were records gets none.

    Until the transaction ends nobody else appends to this chain: whatever can be done before
    should be. What was written so far has its foreign keys checked before the chain is held:
    then nobody waits for that.
    """
    before = on_postgresql("SET CONSTRAINTS ALL IMMEDIATE;") + lock_sql(Lock.CHAIN, motion.pk)
    with connection.cursor() as cursor:
        cursor.execute(before + LAST_LINK, [motion.pk])
        to_the_last(cursor)
        last = cursor.fetchone()
    if last is None and step != Step.OPENED:
        return None
    number = motion.record_format
    linked = record_format.link(
        signer(),
        number,
        index=last[0] + 1 if last else 0,
        previous=last[1] if last else record_format.root(motion.record_site, motion.pk, number),
        at=record_format.instant(now.astimezone(UTC)),
        what=str(step),
        body=body,
    )
    return RecordEntry.objects.create(
        motion=motion,
        body=record_format.canonical(body).decode(),
        public_key=signer().public_key,
        ballot=ballot,
        **linked.as_dict(),
    )


# --- Ballots ----------------------------------------------------------------------------


@sensitive_variables()
def seal(ballot: Ballot) -> dict[str, str]:
    """Give the ballot its salts; return what stands in the record for it."""
    ballot.salt = record_format.new_salt()
    ballot.words_salt = record_format.new_salt() if ballot.reason else ""
    opened = open_ballot(ballot)
    return {"ballot": opened["ballot"], "commitment": record_format.seal_ballot(**opened)}


def open_ballot(ballot: Ballot) -> OpenedBallot:
    return {
        "ballot": f"{ballot.entry.unit}/{ballot.sequence}",
        "choice": str(ballot.choice),
        "words": record_format.seal_words(ballot.reason, ballot.words_salt),
        "salt": ballot.salt,
    }


@sensitive_variables()
def is_as_recorded(ballot: Ballot) -> bool:
    """The ballot is the one that its entry was sealed for; this needs no key of ours."""
    commitment = json.loads(ballot.recorded.body)["commitment"]
    return commitment == record_format.seal_ballot(**open_ballot(ballot))


@sensitive_variables()
def disclose(motion: Motion, *, now: datetime) -> None:
    """Open the ballots that count.

    Raises RecordBrokenError where one is not the ballot that was recorded, and where a ballot
    that counts is in no record.
    """
    if not motion.record.exists():
        return
    ballots = list(
        Ballot.objects.current()
        .filter(entry__motion=motion, recorded__isnull=False)
        .select_related("entry", "recorded")
        .order_by("recorded__index")
    )
    counting = motion.roll.eligible().filter(
        ballots__superseded_at__isnull=True, ballots__isnull=False
    )
    if len(ballots) != counting.count():
        raise RecordBrokenError(
            _("A ballot is stored that the record does not know, or the reverse.")
        )
    shown = []
    for ballot in ballots:
        if not is_as_recorded(ballot):
            raise RecordBrokenError(
                _("The ballot of %(unit)s is not the one that was recorded.")
                % {"unit": ballot.entry.unit}
            )
        shown.append({"entry": ballot.recorded.index, **open_ballot(ballot)})
    append(motion, DISCLOSED, {"ballots": shown}, now=now)
