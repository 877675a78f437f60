"""A broker without a server: Kombu's folder of files, made safe to read while it is written.

Kombu creates a file first and fills it afterwards. A worker that looks in between reads an
empty message and ends; here a file gets its name only when it is complete.
"""

import os
from pathlib import Path
from time import monotonic
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

TRANSPORT_ALIASES["files"] = "p2i_site.file_broker:Transport"


class Channel(filesystem.Channel):
    def _put(self, *queue_and_payload, **options):
        queue, payload = queue_and_payload
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        self._half_written(payload).rename(Path(self.data_folder_out, name))

    def _queue_bind(self, exchange, *arguments):
        empty = self._half_written([])
        try:
            os.link(empty, self._exchange_file(exchange))
        except FileExistsError:
            pass
        finally:
            empty.unlink()
        super()._queue_bind(exchange, *arguments)

    def _half_written(self, content):
        path = Path(self.data_folder_out, f"{uuid4()}.part")
        path.write_text(dumps(content))
        return path


class Transport(filesystem.Transport):
    Channel = Channel
