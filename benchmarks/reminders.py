"""10 000 reminders through the real worker and a mail server, against a floor that does the least.

The floor claims, renders, sends and marks in batches of 100, in one process, and asks nothing of
whether a letter is still wanted. In turns with the worker. And a stream of Celery tasks that do
nothing, as many as there are letters: one task a mail could not be quicker than that.
"""

import contextlib
import subprocess
import sys
import time
from datetime import timedelta
from statistics import median

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.utils import timezone
from redis import Redis

from benchmarks.cast_over_http import environment, speak_for
from benchmarks.figures import Figure, at_least
from benchmarks.idle_task import nothing
from members.models import User
from outbox import services as outbox
from outbox import waking
from outbox.kinds import letter
from outbox.models import Mail, MailStatus
from outbox.tests.sink import free_port
from voting.emails import letters
from voting.models import RollEntry, RollVoter
from voting.tests.factories import make_delegates, open_motion

NAME = "Reminders"
LETTERS = 10_000  # in a turn
TURNS = 3
BATCH = 100  # of the floor
LEAST = 0.8
IDLE = "idle"  # the queue of the tasks that do nothing
WORKER = "celery -q -A p2i_site worker --concurrency 2 --include benchmarks.idle_task"
LEAN = "--without-gossip --without-mingle --without-heartbeat --loglevel error"


def main():
    if connection.vendor != "postgresql":
        yield Figure("reminders", "needs PostgreSQL and Redis: make bench")
        return
    motion = motion_of(LETTERS)
    speeds = {"worker": [], "floor": [], "tasks": []}
    with mail_server() as port, worker("celery", port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        for turn in range(TURNS):
            speeds["worker"].append(speed(by_the_worker, motion, turn))
            speeds["floor"].append(speed(by_the_floor, motion, -1 - turn))
            speeds["tasks"].append(speed_of_tasks(port))
    found = {name: median(of_turns) for name, of_turns in speeds.items()}
    yield Figure("letters in a turn", f"{LETTERS:,}")
    yield Figure("floor, letters a second", f"{found['floor']:.0f}")
    yield Figure("worker, letters a second", f"{found['worker']:.0f}")
    yield Figure("tasks that do nothing, a second", f"{found['tasks']:.0f}")
    yield at_least("worker, of the floor", ratio(speeds, "floor"), LEAST)
    yield at_least("worker, of the tasks", ratio(speeds, "tasks"), 1)


def ratio(speeds, name):
    pairs = zip(speeds["worker"], speeds[name], strict=True)
    return round(median(ours / theirs for ours, theirs in pairs), 2)


# --- What there is to send --------------------------------------------------------------


def motion_of(units):
    """Open, with so many units that have not voted."""
    centre = make_delegates(3)[0].centre
    motion = open_motion(now=timezone.now())
    Mail.objects.all().delete()
    people = User.objects.bulk_create(
        User(email=f"reader{number}@example.org") for number in range(units)
    )
    speak_for(centre, people)
    entries = RollEntry.objects.bulk_create(
        RollEntry(motion=motion, unit=f"U{number}", name=f"Centre {number}", country="NL")
        for number in range(units)
    )
    RollVoter.objects.bulk_create(
        RollVoter(entry=entry, user=user, centre=centre, role="alternate")
        for entry, user in zip(entries, people, strict=True)
    )
    return motion


def queue(motion, turn):
    now = timezone.now()
    details = {"deadline_version": motion.deadline_version, "hours": 0}
    outbox.queue_all(
        [
            outbox.draft(
                "voting.reminder",
                key=f"{turn}:{voter.pk}",
                to=voter.user.email,
                user=voter.user,
                about=motion,
                now=now,
                due_at=now + timedelta(days=1),
                details={**details, "entry": voter.entry_id},
            )
            for voter in RollVoter.objects.on_the_roll().filter(
                entry__motion=motion, entry__unit__startswith="U"
            )
        ],
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def speed(send, motion, turn):
    """Letters a second, from the moment they are due."""
    queue(motion, turn)
    Mail.objects.update(due_at=timezone.now())
    began = time.perf_counter()
    send(motion)
    took = time.perf_counter() - began
    assert Mail.objects.sent().count() == LETTERS
    Mail.objects.all().delete()
    return LETTERS / took


# --- Two ways to send it ----------------------------------------------------------------


def by_the_worker(motion):
    waking.wake_worker()
    while Mail.objects.waiting().exists() or Mail.objects.filter(status="sending").exists():
        time.sleep(0.02)


def by_the_floor(motion):
    entry = motion.roll.first()
    with contextlib.closing(get_connection()) as server:
        while batch := claimed():
            server.send_messages([rendered(mail, motion, entry) for mail in batch])
            ids = [mail.pk for mail in batch]
            Mail.objects.filter(pk__in=ids).update(
                status=MailStatus.SENT, sent_at=timezone.now(), held_until=None
            )


@transaction.atomic
def claimed():
    due = Mail.objects.due(timezone.now()).select_related("user").order_by("due_at", "pk")
    batch = list(due.select_for_update(skip_locked=True, of=["self"])[:BATCH])
    held_until = timezone.now() + settings.MAIL_LEASE
    ids = [mail.pk for mail in batch]
    Mail.objects.filter(pk__in=ids).update(status=MailStatus.CLAIMED, held_until=held_until)
    return batch


def rendered(mail, motion, entry):
    asked = letter(
        "voting/mails/reminder.txt",
        {"motion": motion, "entry": entry},
        why="",
        action=(letters.VOTE, f"/votes/{motion.pk}/"),
    )
    message = EmailMultiAlternatives(asked.subject, asked.text, to=[mail.user.email])
    message.attach_alternative(asked.html, "text/html")
    return message


# --- Around it --------------------------------------------------------------------------


def speed_of_tasks(port):
    """How many a second a worker takes that finds all of them waiting."""
    for _letter in range(LETTERS):
        nothing.apply_async(queue=IDLE)
    with Redis.from_url(settings.REDIS_URL) as redis, worker(IDLE, port):
        while redis.llen(IDLE) == LETTERS:
            time.sleep(0.001)
        began = time.perf_counter()
        while redis.llen(IDLE):
            time.sleep(0.002)
        return LETTERS / (time.perf_counter() - began)


@contextlib.contextmanager
def worker(queue, port):
    command = [sys.executable, "-m", *f"{WORKER} --queues {queue} {LEAN}".split()]
    process = subprocess.Popen(
        command, env=environment() | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def mail_server():
    """Takes everything, in a process of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.mail_sink", str(port)])
    try:
        yield port
    finally:
        process.terminate()
        process.wait()
