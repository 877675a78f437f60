"""Ballots over HTTP: two web processes, a database that keeps what it committed, many delegates.

In turns with the floor (`floor_cast`), so that whatever else the machine does slows both.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from benchmarks.figures import Figure, at_least
from members.models import Representative, User
from members.tests.factories import ApplicationFactory, CentreFactory, RepresentativeFactory
from voting import rules
from voting.enums import MotionStatus, Step
from voting.models import Ballot, Motion, RecordEntry, RollEntry, RollVoter
from voting.records import moves
from voting.rules import shipped
from voting.services import rule_sets

NAME = "Casting over HTTP"
UNITS = 1_000  # ballots in a turn
TURNS = 7
AT_ONCE = 8  # delegates
PATIENCE = 10  # seconds of a browser
LEAST = 0.7  # of what the floor casts in a second
WEB = ["gunicorn", "--workers", "2", "--threads", "2", "--preload", "--no-control-socket"]
OURS, FLOOR = "p2i_site.wsgi:application", "benchmarks.floor_cast:application"


def main():
    if connection.vendor != "postgresql":
        yield Figure("casts", "needs PostgreSQL: make bench")
        return
    visitors = [visitor(user) for user in delegates()]
    speeds = {OURS: [], FLOOR: []}
    with serving(OURS) as ours, serving(FLOOR) as floor:
        for turn in range(TURNS + 1):
            for name, port in ((FLOOR, floor), (OURS, ours)):
                motion = motion_of(visitors)
                speed = cast_all(port, motion, visitors)
                must_be_recorded(motion, name)
                if turn:  # the first one warms up
                    speeds[name].append(speed)
    ours, floor = median(speeds[OURS]), median(speeds[FLOOR])
    yield Figure("floor, casts a second", f"{floor:.0f}")
    yield Figure("with chain, signature, receipt and mail row", f"{ours:.0f}")
    ratios = [ours / floor for ours, floor in zip(speeds[OURS], speeds[FLOOR], strict=True)]
    yield at_least("of the floor, median of the turns", round(median(ratios), 2), LEAST)


def delegates():
    """Who speak for a member, one centre for all of them."""
    people = User.objects.bulk_create(
        User(email=f"delegate{number}@example.org") for number in range(UNITS)
    )
    speak_for(CentreFactory(member=True), people)
    return people


def speak_for(centre, people):
    for user in people:
        RepresentativeFactory(centre=centre, user=user, role="alternate")


def visitor(user):
    """The user and the headers of a browser in which they are logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    token = get_random_string(32)
    cookies = {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.CSRF_COOKIE_NAME: token,
    }
    return user, {
        "Host": "testserver",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": token,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def motion_of(visitors):
    """Open, with an entry and its delegate for each visitor; written in bulk."""
    now = timezone.now()
    rule_set = rule_sets.adopt("Benchmark", shipped.document("default"), now=now)
    motion = Motion.objects.create(
        application=ApplicationFactory(),
        title="Casting",
        question="Casting?",
        rule_set=rule_set,
        status=MotionStatus.OPEN,
        opened_at=now,
        closes_at=now + timedelta(days=14),
        frozen_sha256=rules.fingerprint({}),
        record_scope=uuid4().hex,
    )
    moves.append(motion, Step.OPENED, {}, now=now)
    entries = RollEntry.objects.bulk_create(
        RollEntry(motion=motion, unit=f"U{number}", name=f"Centre {number}", country="NL")
        for number, _visitor in enumerate(visitors)
    )
    centre = Representative.objects.get(user=visitors[0][0]).centre
    RollVoter.objects.bulk_create(
        RollVoter(entry=entry, user=user, centre=centre, role="alternate", alias=uuid4().hex[:16])
        for entry, (user, _headers) in zip(entries, visitors, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does in time
    return motion


@contextlib.contextmanager
def serving(application):
    """Its port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", *WEB, "--bind", f"127.0.0.1:{port}", application]
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def environment():
    """That of this process, on the scratch database."""
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    scratch = connection.settings_dict["NAME"]
    return {**os.environ, "DATABASE_URL": f"{address}/{scratch}"}


def wait_for(port, patience=60):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError("the web server does not answer")


def cast_all(port, motion, visitors):
    """Ballots a second."""
    shares = [visitors[number::AT_ONCE] for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as browsers:
        began = time.perf_counter()
        list(browsers.map(lambda share: cast_share(port, motion, share), shares))
        return len(visitors) / (time.perf_counter() - began)


def cast_share(port, motion, visitors):
    for _user, headers in visitors:
        fields = {"choice": "yes", "reason": "", "form_token": uuid4(), "seen": 0, "cast": 1}
        status = post(port, f"/votes/{motion.pk}/ballot/", fields, headers)
        if status != HTTPStatus.FOUND:
            raise RuntimeError(f"a cast was answered with {status}")


def post(port, path, fields, headers):
    """By a connection of its own, as each delegate has: chance shares out those that stay open."""
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(browser):
        browser.request("POST", path, urlencode(fields), headers)
        response = browser.getresponse()
        response.read()
        return response.status


def must_be_recorded(motion, name):
    """What was measured was the work."""
    assert Ballot.objects.filter(entry__motion=motion).count() == UNITS
    if name == OURS:
        assert RecordEntry.objects.filter(motion=motion).count() == UNITS + 1
