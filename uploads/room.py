"""Files that were let in, on the disk: what is told when it is full, and of a file that is gone."""

import errno
import logging
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

from common.refusals import Refused

log = logging.getLogger(__name__)
WANT_OF_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_ROOM = _(
    "There is no room left here to keep files, so this one was not kept. Those who run the site "
    "are told; try again later."
)
GONE = _(
    "This file is no longer where the site keeps its files. What is said of it stays; those who "
    "run the site are told."
)


class NoRoomError(Refused, OSError):
    """The disk is full; nothing of the file was kept."""


class FileGoneError(FileNotFoundError):
    """A file of which a row speaks is not on the disk."""


def is_for_want_of_room(fault: OSError) -> bool:
    return fault.errno in WANT_OF_ROOM


class PrivateStorage(FileSystemStorage):
    """Every file of ours is stored and opened by this one."""

    def _save(self, name: str, content: "File[Any]") -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc] # the stubs leave it out
        except OSError as fault:
            if not is_for_want_of_room(fault):
                raise
            self.delete(name)  # what was written of it
            log.error("a file was not kept: %s", fault.strerror)
            raise NoRoomError(str(NO_ROOM)) from None

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        try:
            return super()._open(name, mode)  # type: ignore[misc]
        except FileNotFoundError:
            log.error("a stored file is gone: %s", name)
            raise FileGoneError(str(GONE)) from None


class LostUpload(UploadedFile):
    """Of which nothing was kept, for want of room; its form says so (`checking.check_size`)."""


class LargeUploadHandler(TemporaryFileUploadHandler):
    """Django's, but a disk that is full costs that file and not what was typed around it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.has_room = self._has_room(super().new_file, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.has_room:
            self.has_room = self._has_room(super().receive_data_chunk, raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.has_room and self._has_room(super().file_complete, file_size):
            return self.file
        with suppress(OSError, AttributeError):
            self.file.close()
        return LostUpload(BytesIO(), self.file_name, self.content_type, file_size)

    def _has_room(self, act: Callable[..., object], *args: Any, **kwargs: Any) -> bool:
        try:
            act(*args, **kwargs)
        except OSError as fault:
            if not is_for_want_of_room(fault):
                raise
            log.error("an upload was not taken in: %s", fault.strerror)
            return False
        return True
