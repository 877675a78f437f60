from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as configured

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
    settings.PUBLIC_CACHE_SECONDS = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **configured.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
