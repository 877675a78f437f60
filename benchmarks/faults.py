"""Casting, closing and sending while one process after the other is killed with kill -9.

In each round delegates cast over HTTP, and cast anew, until beat closes their motion; at a random
moment web, worker, beat or PostgreSQL dies and is started again. FAULT_ROUNDS=8 is a short look.

Held against what the delegates were told: every ballot that a page called recorded is stored, the
last one of each unit is counted, and the record proves it. Against what the mail server got: no
letter twice, and none missing that is not marked for a person.
"""

import asyncio
import http.client
import os
import random
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

from django.core.management import call_command
from django.utils import timezone

from benchmarks.cast_over_http import post, visitor
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.stand import Stand, answers, ask, eventually
from outbox.models import FOR_A_PERSON, IN_WORK, WAITING, Mail, MailStatus
from outbox.tests.sink import Sink
from voting import verify
from voting.models import Ballot, Motion
from voting.records import publishing
from voting.tests.factories import make_co_chair, make_delegates, make_rule_set, open_motion

NAME = "Faults"
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "200"))
VICTIMS = ("web", "worker", "beat", "postgres")
UNITS = 6
VOTING = 2.5  # seconds until the deadline
FORTNIGHT = timedelta(days=14)
CHOICES = ("yes", "no", "abstain")
SEED = 20261125


class SlowSink(Sink):
    """Takes its time over a letter, as mail servers do, so that a kill finds letters on the way."""

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(0.03)
        return await super().handle_DATA(server, session, envelope)


def main():
    with tempfile.TemporaryDirectory(prefix="p2i-faults-") as folder:
        Path(folder).chmod(0o711)
        sink = SlowSink()
        sink.controller.start()
        stand = Stand(Path(folder), mail_port=sink.port)
        try:
            with stand.own_connection():
                yield from rounds(stand, sink)
        finally:
            stand.stop()
            sink.controller.stop()


def rounds(stand, sink):
    call_command("migrate", verbosity=0)
    for name in ("web", "worker", "beat"):
        stand.start(name)
    delegates = make_delegates(UNITS)
    make_co_chair(delegates[0])
    rule_set, chance = make_rule_set(), random.Random(SEED)
    visitors = [visitor(delegate.user) for delegate in delegates]
    told = {}
    for number in range(ROUNDS):
        victim = VICTIMS[number % len(VICTIMS)]
        motion, acknowledged = one_round(stand, visitors, rule_set, victim, chance)
        told[motion] = acknowledged
        if number % 20 == 19:
            print(f"  {number + 1} rounds", flush=True)
    yield from ballots_kept(told)
    yield from mails_kept(sink)


def one_round(stand, visitors, rule_set, victim, chance):
    """The motion, and what the delegates were told is recorded: {form token: choice}."""
    if not eventually(lambda: answers(stand.port)):
        raise TimeoutError("the web server does not come back")
    motion = ask(lambda: opened(rule_set))
    acknowledged, over = {}, threading.Event()
    casting = [
        threading.Thread(target=cast_until, args=(over, stand.port, motion.pk, who, acknowledged))
        for who in visitors
    ]
    for delegate in casting:
        delegate.start()
    time.sleep(chance.uniform(0.1, VOTING + 0.4))
    stand.kill(victim)
    closed = eventually(lambda: ask(lambda: Motion.objects.counted().filter(pk=motion.pk).exists()))
    over.set()
    for delegate in casting:
        delegate.join()
    if not closed:
        raise TimeoutError("a motion was not closed")
    return motion.pk, acknowledged


def opened(rule_set):
    """A motion whose fortnight ends in a moment, with all its reminders due."""
    closes_at = timezone.now() + timedelta(seconds=VOTING)
    return open_motion(rule_set=rule_set, closes_at=closes_at, now=closes_at - FORTNIGHT)


def cast_until(over, port, motion, who, acknowledged):
    """Cast, and cast anew; what was not answered is sent again, as a person would."""
    user, headers = who
    chance = random.Random(f"{motion} {user.pk}")
    seen = 0
    while not over.is_set():
        token, choice = str(uuid4()), chance.choice(CHOICES)
        fields = {"choice": choice, "reason": "", "form_token": token, "seen": seen, "cast": 1}
        if answer(over, port, f"/votes/{motion}/ballot/", fields, headers) != HTTPStatus.FOUND:
            return
        acknowledged[token] = choice
        seen += 1


def answer(over, port, path, fields, headers):
    """The status of a server that is there, or None when the vote is over first."""
    while not over.is_set():
        try:
            status = post(port, path, fields, headers)
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return status
    return None


def ballots_kept(told):
    """Against what the delegates were told."""
    acknowledged = sum(map(len, told.values()))
    lost = miscounted = unproven = 0
    for pk, tokens in told.items():
        motion = Motion.objects.get(pk=pk)
        ballots = list(Ballot.objects.filter(entry__motion=motion))
        stored = {str(ballot.form_token): str(ballot.choice) for ballot in ballots}
        lost += sum(stored.get(token) != choice for token, choice in tokens.items())
        current = Counter(str(one.choice) for one in ballots if one.superseded_at is None)
        miscounted += any(motion.result["counts"][choice] != current[choice] for choice in CHOICES)
        unproven += not is_proven(motion)
    yield Figure("rounds, each with one kill", str(len(told)))
    # Fewer, and nothing was proven.
    yield at_least("ballots that a page called recorded", acknowledged, len(told))
    yield at_most("of these lost or changed", lost, 0)
    yield at_most("motions whose count is not that of the last ballots", miscounted, 0)
    yield at_most("records that do not verify", unproven, 0)


def is_proven(motion):
    try:
        verify.verify(publishing.document(motion))
    except verify.WrongRecordError:
        return False
    return True


def mails_kept(sink):
    """Against what the mail server got, once no mail is on its way."""
    on_the_way = Mail.objects.filter(status__in=(*WAITING, *IN_WORK))
    if not eventually(lambda: not ask(on_the_way.exists)):
        raise TimeoutError("mail is still on its way")
    arrived = Counter(message_id for _address, message_id in sink.letters)
    mails = dict(Mail.objects.values_list("message_id", "status"))
    silent = [key for key, status in mails.items() if status == MailStatus.SENT]
    yield at_least("letters that arrived", len(arrived), ROUNDS)
    yield at_most("of these twice", sum(count > 1 for count in arrived.values()), 0)
    yield at_most("called sent, never arrived", len(set(silent) - set(arrived)), 0)
    strange = set(arrived) - {key for key in mails if mails[key] in (*FOR_A_PERSON, "sent")}
    yield at_most("arrived, but neither called sent nor in doubt", len(strange), 0)
    in_doubt = sum(status == MailStatus.IN_DOUBT for status in mails.values())
    yield Figure("in doubt, marked for a person", str(in_doubt))
