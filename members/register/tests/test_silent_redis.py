"""While Redis is frozen or away nobody is locked out, and nobody guesses freely."""

import os
import signal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

import processes
import servers
from common import freshness, silent_cache
from members.models import Attempt
from members.tests.factories import UserFactory
from p2i_site import settings as site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
PASSWORD = "nine grey herons"
TOO_MANY = "There were too many attempts to sign in."


@pytest.fixture
def redis_server(settings, tmp_path, monkeypatch):
    """One that belongs to the test alone, as the site asks it."""
    started = []
    settings.REDIS_URL = servers.start_redis(tmp_path, started)
    default = {**site.CACHES["default"], "LOCATION": settings.REDIS_URL}
    settings.CACHES = {**site.CACHES, "default": default}
    settings.PUBLIC_CACHE_SECONDS = 60
    freshness.store.cache_clear()
    monkeypatch.setattr(silent_cache, "PAUSE", 3600)  # however slow the machine is
    yield started[0]
    if started[0].poll() is None:
        os.kill(started[0].pid, signal.SIGCONT)
    processes.stop(started, signal.SIGTERM)
    freshness.store.cache_clear()


@pytest.fixture
def waited(monkeypatch):
    """How often somebody waited in vain for Redis; each time lasts a second at most."""
    times, note = [], silent_cache.note_silence
    monkeypatch.setattr(silent_cache, "note_silence", lambda: (times.append(1), note()))
    return times


@pytest.fixture
def person():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(person, password, visitor):
    fields = {"login": person.email, "password": password}
    return Client(REMOTE_ADDR=visitor).post(reverse("account_login"), fields)


def freeze(process):
    os.kill(process.pid, signal.SIGSTOP)


def take_away(process):
    process.kill()
    process.wait()


@pytest.mark.parametrize("silence", [freeze, take_away])
def test_the_right_password_signs_in_and_the_eleventh_wrong_one_is_refused(
    redis_server, person, waited, silence
):
    assert sign_in(person, PASSWORD, "192.0.2.1").status_code == 302
    assert not Attempt.objects.exists()
    silence(redis_server)

    assert sign_in(person, PASSWORD, "192.0.2.1").status_code == 302
    for _number in range(10):
        assert TOO_MANY not in sign_in(person, "wrong", "198.51.100.9").content.decode()
    assert TOO_MANY in sign_in(person, "wrong", "198.51.100.9").content.decode()
    assert TOO_MANY in sign_in(person, PASSWORD, "198.51.100.9").content.decode()
    assert sign_in(person, PASSWORD, "192.0.2.1").status_code == 302

    assert len(waited) == 1
    assert "198.51" not in repr(list(Attempt.objects.values()))


def test_when_redis_is_back_it_counts_again(redis_server, person, monkeypatch):
    freeze(redis_server)
    sign_in(person, PASSWORD, "192.0.2.1")
    os.kill(redis_server.pid, signal.SIGCONT)
    Attempt.objects.all().delete()
    monkeypatch.setattr(silent_cache, "_silent_until", 0.0)

    assert sign_in(person, "wrong", "192.0.2.2").status_code == 200

    assert not Attempt.objects.exists()


def test_what_counts_no_attempts_fails_at_once_while_redis_is_silent(redis_server, waited):
    freeze(redis_server)

    for _number in range(5):
        assert silent_cache.if_it_answers(lambda: cache.get("made/minutes"), "none") == "none"

    assert len(waited) == 1


def test_that_public_data_changed_is_told_to_redis_once_it_answers_again(
    redis_server, waited, monkeypatch
):
    old, _nothing = freshness.look_up("page")
    freeze(redis_server)
    for _number in range(3):
        freshness.begin_anew()
    assert len(waited) == 1
    os.kill(redis_server.pid, signal.SIGCONT)
    monkeypatch.setattr(silent_cache, "_silent_until", 0.0)

    new, _nothing = freshness.look_up("page")

    assert new not in (old, None)
    assert freshness.look_up("page") == (new, None)
