"""A full disk, and a file that is gone."""

import errno
import os
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from uploads import checking, room, subprocess_runner
from uploads.tests.test_checking import pdf


def full(*arguments, **named):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_file_for_which_there_is_no_room_is_not_kept_in_part(on_disk, monkeypatch, caplog):
    content = ContentFile(b"x" * 100)
    if on_disk:  # a large upload lies in a file of its own, which is moved
        content = TemporaryUploadedFile("a.pdf", "application/pdf", 3, None)
        content.write(b"xyz")
        content.seek(0)

        def moved(source, target, **named):
            Path(target).write_bytes(b"x")
            full()

        monkeypatch.setattr("django.core.files.storage.filesystem.file_move_safe", moved)
    else:

        def some():
            yield b"x" * 10
            full()

        monkeypatch.setattr(content, "chunks", some)

    with pytest.raises(room.NoRoomError, match="no room left"):
        default_storage.save("evidence/1/abc", content)

    assert not default_storage.exists("evidence/1/abc")
    assert "No space left" in caplog.text


def test_another_fault_of_the_disk_is_not_taken_for_a_full_one(monkeypatch):
    def denied(*arguments, **named):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr("django.core.files.storage.filesystem.os.makedirs", denied)
    with pytest.raises(PermissionError):
        default_storage.save("evidence/1/abc", ContentFile(b"x"))


def test_a_file_that_is_gone_is_said_in_words_and_to_those_who_run_the_site(caplog):
    with pytest.raises(room.FileGoneError, match="no longer where the site keeps its files"):
        default_storage.open("evidence/1/abc")

    assert "a stored file is gone: evidence/1/abc" in caplog.text


def handled(chunks, name="Decree.pdf"):
    handler = room.LargeUploadHandler()
    handler.new_file("file", name, "application/pdf", 0, None, None)
    for chunk in chunks:
        assert handler.receive_data_chunk(chunk, 0) is None
    return handler.file_complete(sum(map(len, chunks)))


def test_a_large_upload_is_taken_in_as_django_does():
    content = pdf()
    with handled([content[:50], content[50:]]) as upload:
        assert checking.check(upload, max_bytes=9999).size == len(content)


@pytest.mark.parametrize(
    "where",
    [
        "uploadhandler.TemporaryUploadedFile",
        "uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        "uploadhandler.TemporaryFileUploadHandler.file_complete",
    ],
)
def test_an_upload_that_the_disk_had_no_room_for_is_refused_by_its_form(where, monkeypatch):
    monkeypatch.setattr(f"django.core.files.{where}", full)

    upload = handled([b"%PDF", b"x" * 50])

    assert (upload.name, upload.size) == ("Decree.pdf", 54)
    with pytest.raises(ValidationError, match="no room left"):
        checking.check(upload, max_bytes=9999)


def test_a_check_for_which_there_is_no_room_is_told_so(monkeypatch):
    monkeypatch.setattr(subprocess_runner.tempfile, "TemporaryFile", full)

    with pytest.raises(ValidationError, match="no room left"):
        checking.check(SimpleUploadedFile("Decree.pdf", pdf()), max_bytes=9999)
