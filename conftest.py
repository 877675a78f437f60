import pytest
from django.conf import settings as configured


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Uploads of a test are its own, pages need no collected static files, hashing is quick."""
    settings.MEDIA_ROOT = tmp_path / "private"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **configured.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
