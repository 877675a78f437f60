"""Closing a vote of many units: count, record, and open every ballot. It has to stay linear.

The people who vote are left out, and with them the mails to them, which the outbox measures.
"""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from benchmarks.figures import Figure, at_most
from members.models import User
from voting import rules, services
from voting.enums import MotionKind, MotionStatus, Step
from voting.models import Ballot, Motion, RecordEntry, RollEntry
from voting.records import moves, record_format
from voting.rules import shipped
from voting.services import rule_sets

NAME = "Closing and counting"
SIZES = (10, 60, 1_000, 100_000)
MOST_TIMES = 2  # a unit among the most may take so many times what one among a thousand takes
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


def main():
    took = {}
    for size in SIZES:
        motion = motion_of(size)
        began = time.perf_counter()
        services.close(motion, now=motion.closes_at)
        took[size] = time.perf_counter() - began
        told = f"{took[size] * 1000:.0f} ms, {took[size] / size * 1e6:.0f} µs a unit"
        yield Figure(f"{size:,} units", told)
    (_few, _some, thousand, most) = SIZES
    growth = (took[most] / most) / (took[thousand] / thousand)
    yield at_most(f"a unit of {most:,} against one of {thousand:,}", round(growth, 2), MOST_TIMES)


def motion_of(units):
    """Open, and everybody has voted; written in bulk, as `cast` would have left it."""
    document = shipped.document("default")
    rule_set = rule_sets.adopt("Benchmark", document, now=NOW)
    motion = Motion.objects.create(
        kind=MotionKind.POSITION,
        title=f"Of {units}",
        text="Closing.",
        question="Closing?",
        rule_set=rule_set,
        status=MotionStatus.OPEN,
        opened_at=NOW,
        closes_at=NOW + timedelta(days=14),
        frozen_sha256=rules.fingerprint({}),
        record_scope=str(units),
    )
    moves.append(motion, Step.OPENED, {}, now=NOW)
    person, _made = User.objects.get_or_create(email="delegate@example.org")
    ballots = [
        Ballot(
            entry=entry,
            sequence=1,
            choice="no" if number % 4 == 3 else "yes",
            cast_by=person,
            cast_at=NOW,
            form_token=uuid4(),
        )
        for number, entry in enumerate(roll_of(motion, units))
    ]
    record_all(motion, ballots)
    return motion


def roll_of(motion, units):
    return RollEntry.objects.bulk_create(
        RollEntry(motion=motion, unit=f"U{number}", name=f"Centre {number}", country="NL")
        for number in range(units)
    )


def record_all(motion, ballots):
    """The ballots, and an entry of the record for each."""
    last, rows = motion.record.get().hash, []
    bodies = [moves.seal(ballot) for ballot in ballots]
    Ballot.objects.bulk_create(ballots)
    for index, (ballot, body) in enumerate(zip(ballots, bodies, strict=True), start=1):
        linked = record_format.link(
            moves.signer(),
            motion.record_format,
            index=index,
            previous=last,
            at=record_format.instant(NOW),
            what=Step.CAST.value,
            body=body,
        )
        last = linked.hash
        text = record_format.canonical(body).decode()
        key = moves.signer().public_key
        known = {"motion": motion, "ballot": ballot, "body": text, "public_key": key}
        rows.append(RecordEntry(**known, **linked.as_dict()))
    RecordEntry.objects.bulk_create(rows)
