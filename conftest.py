import pytest
from django.conf import settings as configured


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Uploads and cache are a test's own, pages are not kept, hashing is quick."""
    settings.MEDIA_ROOT = tmp_path / "private"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }
    settings.PUBLIC_CACHE_SECONDS = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **configured.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
