from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

# How many examples a test invents: in `make test`, and in `make proof`, which says so.
for name, examples in (("brief", 25), ("thorough", 1000)):
    hypothesis.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],  # a busy machine draws slowly: no fault
    )
number = count()


@pytest.fixture(autouse=True)
def founded(monkeypatch):
    """The Network of nearly all tests is founded, whoever is in it; `test_founding.py` says how."""
    from members.register import founded as network  # noqa: PLC0415 - Django is not set up yet

    monkeypatch.setitem(network._kept, "is_founded", True)


@pytest.fixture(autouse=True)
def own_folders(settings):
    """Uploads and cache are a test's own, pages are not kept, hashing is quick."""
    own = Path(configured.VAR_DIR, f"test-{next(number)}")  # made by whoever writes there
    settings.MEDIA_ROOT = own / "private"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(own),
        }
    }
    settings.PUBLIC_CACHE_SECONDS = settings.BADGE_SECONDS = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **configured.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def redis_answers(monkeypatch):
    """That it was silent in one test is forgotten in the next."""
    monkeypatch.setattr("common.silent_cache._silent_until", 0.0)
    monkeypatch.setattr("common.freshness._is_owed", False)


@pytest.fixture(scope="session", autouse=True)
def quick_flush(django_db_setup, django_db_blocker):
    """After a test with transactions of its own PostgreSQL empties the tables that hold rows.

    Django truncates all hundred and more, which takes half a second.
    """
    with django_db_blocker.unblock():
        is_able = connection.vendor == "postgresql" and is_superuser()
    with pytest.MonkeyPatch.context() as patch:
        if is_able:
            patch.setattr(connection.ops, "sql_flush", flush)
        yield


def is_superuser():
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return cursor.fetchone() == ("on",)


def flush(style, tables, **options):
    """As a replica deletes, so that no row refuses."""
    names = [connection.ops.quote_name(name) for name in tables]
    holding = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - names of our tables
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(holding)
        deletions = [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]  # noqa: S608
    as_a_replica = "SET session_replication_role = replica"
    return [as_a_replica, *deletions, "SET session_replication_role = origin"]
