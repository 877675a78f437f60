"""The one clock that a vote goes by."""

from django.db import connection
from django.utils import timezone


def database_time():
    """The database server's time at this very statement, also late in a long transaction.

    SQLite runs in this process and on this machine's clock, so there they are the same.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def network_day(now):
    """The day of an instant where the Network is at home, whatever zone the viewer reads in."""
    return timezone.localdate(now, timezone.get_default_timezone())
