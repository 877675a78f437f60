from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as configured
from hypothesis import settings as hypothesis

# How many examples a test invents: in `make test`, and in `make proof`, which says so.
hypothesis.register_profile("brief", max_examples=25)
hypothesis.register_profile("thorough", max_examples=1000)
number = count()


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
