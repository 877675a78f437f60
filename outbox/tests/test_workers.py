"""Never two, never silence: with real workers, a real broker and a real mail server."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from redis import Redis

from members.tests.factories import UserFactory
from outbox import services
from outbox.models import Mail, MailStatus
from outbox.services import delivering
from outbox.tests.factories import MailFactory
from outbox.tests.processes import Processes, eventually

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def redis_url():
    """A numbered database of the broker that no other test uses."""
    parallel = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    number = 8 + int(parallel) % 8
    url = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{number}"
    with Redis.from_url(url) as redis:
        redis.flushdb()
        yield url
        redis.flushdb()


@pytest.fixture
def processes(transactional_db, tmp_path, sink, redis_url):
    processes = Processes(tmp_path, mail_port=sink.port, redis_url=redis_url)
    yield processes
    processes.kill_all()


def mails(count):
    """Due now, in this order."""
    about = UserFactory()
    return MailFactory.create_batch(count, due_at=timezone.now(), about=about)


def addresses(rows):
    return {row.to for row in rows}


def all_are(*statuses):
    return not Mail.objects.exclude(status__in=statuses).exists()


def kill_while_the_server_has(mail, *, keeps_it, processes, worker, sink):
    """Kill the worker between handing over this letter and hearing the answer."""
    assert sink.has_fallen_silent.wait(120)
    processes.kill(worker)
    sink.silences.clear()
    sink.has_fallen_silent.clear()
    assert sink.arrivals()[mail.to] == keeps_it


@pytest.mark.slow
def test_workers_killed_while_sending_leave_each_mail_sent_once_or_in_doubt(processes, sink):
    rows = mails(120)
    person = UserFactory(secretariat=True)
    processes.beat()

    for keeps_it in (False, True):
        unlucky = Mail.objects.waiting().order_by("pk")[10]
        sink.silences[unlucky.to] = keeps_it
        worker = processes.worker()
        kill_while_the_server_has(
            unlucky, keeps_it=keeps_it, processes=processes, worker=worker, sink=sink
        )
    processes.worker()

    assert eventually(lambda: all_are(MailStatus.SENT, MailStatus.IN_DOUBT))
    in_doubt = list(Mail.objects.filter(status=MailStatus.IN_DOUBT))
    assert set(sink.arrivals().values()) == {1}
    assert addresses(rows) - set(sink.arrivals()) <= addresses(in_doubt)
    # At most a group for each process that died: a killed worker takes two with it.
    assert 2 <= len(in_doubt) <= 4 * delivering.GROUP

    for row in in_doubt:
        arrived = row.to in sink.arrivals()
        act = services.settle_as_arrived if arrived else services.send_again
        act(row, by=person, now=timezone.now())

    assert eventually(lambda: all_are(MailStatus.SENT))
    assert sink.arrivals() == dict.fromkeys(addresses(rows), 1)


@pytest.mark.slow
def test_a_doubled_beat_and_an_emptied_broker_send_each_mail_once(processes, sink, redis_url):
    processes.beat()
    processes.beat()
    with Redis.from_url(redis_url) as redis:
        assert eventually(lambda: redis.llen("celery") >= 2)
        rows = mails(60)
        redis.flushdb()
    processes.worker()
    processes.worker()

    assert eventually(lambda: all_are(MailStatus.SENT))
    assert sink.arrivals() == dict.fromkeys(addresses(rows), 1)
    assert services.last_tick() is not None


def test_workers_that_deliver_at_the_same_moment_send_each_mail_once(sink):
    rows = mails(120)
    start = Barrier(4)

    def deliver(_number):
        start.wait()
        try:
            return services.deliver_due(timezone.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        sent = sum(workers.map(deliver, range(4)))

    assert sent == 120
    assert sink.arrivals() == dict.fromkeys(addresses(rows), 1)


def test_a_mail_asked_for_twice_at_the_same_moment_is_one_mail():
    about, start = UserFactory(), Barrier(8)

    def ask(_number):
        start.wait()
        try:
            mail = services.queue(
                "outbox.test_letter",
                key="motion:1:opened:v1:7",
                to="reader@example.org",
                about=about,
                now=timezone.now(),
            )
            return mail.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert len(set(workers.map(ask, range(8)))) == 1
