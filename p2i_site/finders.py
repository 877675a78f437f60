"""Where Django finds the fonts of the pages: made when first asked for, kept below VAR_DIR."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from p2i_site import fonts


class FontStorage(FileSystemStorage):
    prefix = "fonts"


class FontFinder(BaseFinder):
    """`fonts/p2i-sans.css` and what it names, for `collectstatic` and for a site in development."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        prefix, _, name = path.partition("/")
        if prefix != FontStorage.prefix or name not in fonts.names():
            return []
        return [str(made(name))] if find_all else str(made(name))

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FontStorage]]:
        storage = FontStorage(location=folder())
        for name in fonts.names():
            if not utils.matches_patterns(name, ignore_patterns or []):
                made(name)
                yield name, storage


def folder() -> Path:
    return Path(settings.VAR_DIR, "fonts", fonts.fingerprint())


def made(name: str) -> Path:
    """The path of one of `fonts.names()`. Made twice at once it appears whole, and is the same."""
    path = folder() / name
    if not path.exists():
        content = fonts.make(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
            unfinished.write(content)
        Path(unfinished.name).replace(path)
    return path
