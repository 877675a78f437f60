"""One ZIP: the data, the files, and a checksum of each. Never whole in memory."""

import json
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO

from django.utils.translation import gettext_lazy as _

from members.applications.dossier.contents import as_data, file_names
from members.applications.models import Application
from uploads.room import FileGoneError

MISSING = _("These files are no longer where the site keeps its files. Their checksums were:")


def archive(application: Application, *, now: datetime) -> IO[bytes]:
    """Return an open temporary file that holds the ZIP; it is gone once it is closed.

    Evidence whose file is gone from the disk is named in it, in `MISSING.txt`.
    """
    data = json.dumps(as_data(application, now=now), indent=2, ensure_ascii=False)
    names = file_names(application)
    with ExitStack() as on_failure:
        target = on_failure.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
            sums = {"application.json": _put(packed, "application.json", [data.encode()], now)}
            missing = []
            for row in application.evidence.filter(pk__in=names):
                try:
                    stored = row.file.open("rb")
                except FileGoneError:
                    missing.append(f"{row.sha256}  {names[row.pk]}\n")
                    continue
                with stored:
                    sums[names[row.pk]] = _put(packed, names[row.pk], stored.chunks(), now)
            if missing:
                told = "".join([f"{MISSING}\n\n", *missing])
                sums["MISSING.txt"] = _put(packed, "MISSING.txt", [told.encode()], now)
            lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
            _put(packed, "SHA256SUMS", [lines.encode()], now)
        on_failure.pop_all()
    target.seek(0)
    return target


def _put(packed: zipfile.ZipFile, name: str, chunks: Iterable[bytes], now: datetime) -> str:
    """Write one entry, a piece at a time, and return its checksum."""
    entry = zipfile.ZipInfo(name, now.astimezone(UTC).timetuple()[:6])
    entry.external_attr = 0o600 << 16
    digest = sha256()
    with packed.open(entry, "w") as part:
        for chunk in chunks:
            digest.update(chunk)
            part.write(chunk)
    return digest.hexdigest()
