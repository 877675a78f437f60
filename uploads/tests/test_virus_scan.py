"""Against a real clamd where there is one, else against a fake that says so; and against worse."""

import logging

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from uploads import checking, virus_scan
from uploads.tests import clamd
from uploads.tests.test_checking import pdf


@pytest.fixture(scope="module")
def addresses():
    """Of clamd by TCP and by its socket. Without clamd: of a fake, which the log says."""
    if clamd.program():
        with clamd.real() as found:
            yield found
        return
    logging.getLogger(__name__).warning("no clamd on this machine: a fake stands in for it")
    with clamd.fake() as address:
        yield {"tcp": address, "unix": address}


def check(content):
    upload = SimpleUploadedFile("decree.pdf", content)
    return checking.check(upload, max_bytes=10**6)


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_a_clean_file_passes_and_can_still_be_read(addresses, settings, kind):
    settings.CLAMD_URL = addresses[kind]

    kept = check(pdf())

    assert kept.file.tell() == 0
    assert len(kept.sha256) == 64


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_an_infected_file_is_refused_in_plain_words(addresses, settings, caplog, kind):
    settings.CLAMD_URL = addresses[kind]

    with pytest.raises(ValidationError, match="found something harmful"):
        check(pdf() + clamd.EICAR)

    assert "refused" in caplog.text
    assert "decree" not in caplog.text


def test_a_file_of_many_pieces_arrives_whole(addresses, settings, monkeypatch):
    settings.CLAMD_URL = addresses["tcp"]
    monkeypatch.setattr(virus_scan, "CHUNK", 50)

    with pytest.raises(ValidationError, match="found something harmful"):
        check(pdf() + clamd.EICAR)


def test_without_an_address_nothing_is_asked(settings):
    settings.CLAMD_URL = ""

    assert check(pdf() + clamd.EICAR)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK, more or less\0",
        b"stream: OK" * 1000,
    ],
)
def test_a_scanner_that_does_not_say_yes_means_no(settings, caplog, answer):
    settings.CLAMD_SECONDS = 0.3

    with clamd.fake(lambda received: answer) as address:
        settings.CLAMD_URL = address
        with pytest.raises(ValidationError, match="try again in a few minutes"):
            check(pdf())

    assert "cannot be asked" in caplog.text
    assert "decree" not in caplog.text


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.sock"])
def test_a_scanner_that_is_not_there_means_no(settings, address):
    settings.CLAMD_URL = address

    with pytest.raises(ValidationError, match="cannot be checked for viruses right now"):
        check(pdf())
