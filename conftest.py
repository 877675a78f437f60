import pytest
from django.conf import settings as configured


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Uploads of a test are its own, and pages need no collected static files."""
    settings.MEDIA_ROOT = tmp_path / "private"
    settings.STORAGES = {
        **configured.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
