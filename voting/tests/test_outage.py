"""A day without beat, an emptied broker, then two beats and two workers at once."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from outbox.models import IN_WORK, WAITING, Mail
from outbox.tests.processes import Processes, eventually
from outbox.tests.sink import Sink
from voting.models import Motion
from voting.tests.factories import cast, make_co_chair, make_delegates, make_rule_set, open_motion

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def sink():
    sink = Sink()
    sink.controller.start()
    yield sink
    sink.controller.stop()


@pytest.fixture
def processes(transactional_db, tmp_path, sink):
    processes = Processes(tmp_path, mail_port=sink.port, redis_url=settings.REDIS_URL)
    yield processes
    processes.kill_all()


def kinds_arrived(sink):
    """How often each kind of mail reached each address."""
    kind_of = dict(Mail.objects.values_list("message_id", "kind"))
    return Counter((kind_of[message_id], address) for address, message_id in sink.letters)


def nothing_is_on_its_way():
    return not Mail.objects.filter(status__in=(*WAITING, *IN_WORK)).exists()


def test_after_a_day_of_silence_every_notice_comes_once(processes, sink):
    delegates = make_delegates(4)
    make_co_chair(delegates[0])
    closes_at = timezone.now() + timedelta(hours=20)
    # Opened a fortnight ago; nothing has left since, and both reminders have come due.
    motion = open_motion(
        rule_set=make_rule_set(reminder_hours_before_close=[72, 24]),
        closes_at=closes_at,
        now=closes_at - timedelta(days=14),
    )
    cast(motion, delegates[0], at=timezone.now())
    processes.beat()
    processes.beat()
    with Redis.from_url(os.environ["REDIS_URL"]) as redis:
        assert eventually(lambda: redis.llen("celery") >= 2)
        redis.flushdb()
    processes.worker()
    processes.worker()
    assert eventually(nothing_is_on_its_way)
    assert eventually(lambda: len(sink.letters) == 8)

    Motion.objects.filter(pk=motion.pk).update(closes_at=timezone.now())
    assert eventually(lambda: Motion.objects.counted().exists())
    assert eventually(lambda: len(sink.letters) == 12)
    assert eventually(nothing_is_on_its_way)

    first, *others = [delegate.user.email for delegate in delegates]
    assert kinds_arrived(sink) == {
        **{("voting.opened", address): 1 for address in (first, *others)},
        **{("voting.reminder", address): 1 for address in others},
        ("voting.ballot_recorded", first): 1,
        ("voting.certification_asked", first): 1,
        **{("voting.closed", address): 1 for address in others},
    }
