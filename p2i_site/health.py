"""Is the site well? What a monitor asks: the database, the broker, beat's last tick."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from outbox.services import last_tick
from p2i_site.celery import app

TICKS_MISSED = 5


def report(now):
    """Each part with True or False; no details, because anybody may ask."""
    return {"database": database_answers(), "broker": broker_answers(), "beat": beat_ticks(now)}


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers():
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except (OperationalError, OSError):
        return False
    return True


def beat_ticks(now):
    try:
        ticked = last_tick()
    except DatabaseError:
        return False
    late = timedelta(seconds=max(settings.TICK_SECONDS * TICKS_MISSED, 30))
    return ticked is not None and now - ticked < late
