"""Acts that start together, each in a thread with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from common.refusals import Refused


def all_at_once(*acts):
    """Run them all; return what each gave, or how it was refused."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Refused)]
