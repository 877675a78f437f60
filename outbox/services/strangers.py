"""Letters that anybody can cause by typing somebody's address: how many of them there are.

How often one visitor may ask stands in `common/asking.py` and is counted in the cache. What stands
here is counted in this very ledger, and so holds when the cache is silent or has lost everything.
"""

from datetime import datetime, timedelta

from django.db import models

from common.accounts import User
from common.email_addresses import as_kept
from outbox.models import Mail
from outbox.services.queueing import queue

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
# Links work for days: whoever has lost ten of them in one day does not find the eleventh either.
TO_ONE_ADDRESS = 10  # in a day
# More than an ordinary hour ever brought, and no more than a mail server takes from us without
# looking askance. What is beyond it waits its turn, a minute each: nothing is refused.
AT_ONCE = 60  # in an hour
THEN_EVERY = timedelta(minutes=1)


def queue_for_stranger(
    kind: str,
    *,
    key: str,
    to: str,
    about: models.Model,
    now: datetime,
    is_known: bool,
    user: User | None = None,
) -> Mail | None:
    """Queue a letter that somebody asked for without having shown who they are.

    None where this address got too many of them in a day. To an address whose owner `is_known`,
    because they once opened such a letter or sign in with it, it leaves at once; to all others
    when it is its turn. Two that are queued at the same moment may get the same turn.
    """
    with_key = Mail.objects.filter(key=key)
    if mail := with_key.first():
        return mail
    of_the_day = Mail.objects.of_strangers().filter(to=as_kept(to), due_at__gt=now - A_DAY)
    if of_the_day.count() >= TO_ONE_ADDRESS:
        return None
    due_at = now if is_known else _turn(now)
    return queue(
        kind, key=key, to=to, about=about, now=now, user=user, due_at=due_at, of_a_stranger=True
    )


def _turn(now: datetime) -> datetime:
    of_the_hour = Mail.objects.of_strangers().filter(due_at__gt=now - AN_HOUR)
    figures = of_the_hour.aggregate(count=models.Count("pk"), last=models.Max("due_at"))
    if figures["count"] < AT_ONCE:
        return now
    last: datetime = figures["last"]
    return max(now, last) + THEN_EVERY
