"""All that is public in one JSON file, written row by row; its ETag leaves the clock out."""

import json
from hashlib import sha256
from tempfile import TemporaryFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from api import presenting, querysets
from common.typed_text import all_to_write

FORMAT = "p2i-open-data/1"
BATCH = 500


def response(request, now):
    file, etag = written(now)
    if unchanged := get_conditional_response(request, etag=etag):
        file.close()
        unchanged["ETag"] = etag
        return unchanged
    headers = {"ETag": etag}
    return FileResponse(file, content_type="application/json", filename="p2i.json", headers=headers)


def written(now):
    """An open temporary file, and the hash of what it says of the Network."""
    digest = sha256()
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    head = json.dumps({**_about(), "generated_at": now}, cls=DjangoJSONEncoder)
    file.write(head[:-1].encode())
    digest.update(repr(_about()).encode())
    lists = {
        "members": (querysets.members().order_by("pk"), presenting.member),
        "papers": (querysets.papers().order_by("pk"), presenting.paper),
        "results": (querysets.results().order_by("pk"), presenting.full_result),
        "declarations": (querysets.declarations().order_by("pk"), presenting.declaration),
    }

    def write(text):
        chunk = text.encode()
        file.write(chunk)
        digest.update(chunk)

    for name, (rows, present) in lists.items():
        write(f',\n"{name}": [')
        for number, row in enumerate(rows.iterator(chunk_size=BATCH)):
            comma = ",\n" if number else "\n"
            write(f"{comma}{json.dumps(all_to_write(present(row)), cls=DjangoJSONEncoder)}")
        write("]")
    write("}\n")
    file.seek(0)
    return file, f'"{digest.hexdigest()[:32]}"'


def _about():
    return {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "licence": settings.OPEN_DATA_LICENCE or None,
        "notice": _(
            "What the public pages show, and nothing else. Rows with is_demo are invented. "
            "Where no licence is named, ask %(email)s before you publish it elsewhere."
        )
        % {"email": settings.CONTACT_EMAIL},
    }
