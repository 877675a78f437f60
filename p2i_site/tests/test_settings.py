import os
import subprocess
import sys

import pytest

NEEDED = {
    "SECRET_KEY": "k" * 60,
    "RECORD_SIGNING_KEY": f"{'A' * 43}=",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "memorymail://",
}


def start(tmp_path, code="import p2i_site.settings", **changes):
    environment = {**NEEDED, "PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **changes}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_needed_variables_are_enough(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    "address, backend",
    [
        ("smtp+tls://user:word@mail.example.org:587", "outbox.smtp.EmailBackend"),
        ("memorymail://", "django.core.mail.backends.locmem.EmailBackend"),
    ],
)
def test_a_mail_server_gets_letters_by_our_backend(tmp_path, address, backend):
    code = "from p2i_site import settings; print(settings.EMAIL_BACKEND)"

    assert start(tmp_path, code, EMAIL_URL=address).stdout.strip() == backend


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", NEEDED)
def test_the_site_does_not_start_without_its_secrets(tmp_path, name):
    refused = start(tmp_path, **{name: None})

    assert refused.returncode != 0
    assert name in refused.stderr


def test_a_demonstration_does_not_start_on_https(tmp_path):
    refused = start(tmp_path, DEMO="true", SITE_URL="https://p2i.example.org")

    assert refused.returncode != 0
    assert "not with https" in refused.stderr
