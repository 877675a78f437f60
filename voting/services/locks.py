"""Who waits for whom in a vote.

A step of a motion has the motion for itself. Casts share it, each has its entry for itself, and
only for the record they queue. The motion's are PostgreSQL's advisory locks, which write nothing:
a row that many share is written anew for each. SQLite has one writer: there nobody has to wait.
"""

from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """The first of the two numbers of a lock; the second is the motion's."""

    STEPS = 1
    CHAIN = 2


def first(lock, motion_pk, *, shared=False):
    """SQL to put before a statement: until the transaction ends, what that one reads stays so.

    Sent in one call with it, and still a statement of its own: what it waited for is seen.
    """
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    return on_postgresql(f"SELECT {function}({lock:d}, {motion_pk:d});")


def on_postgresql(sql):
    return sql if connection.vendor == "postgresql" else ""


def hold(lock, motion_pk):
    if statement := first(lock, motion_pk):
        with connection.cursor() as cursor:
            cursor.execute(statement)
