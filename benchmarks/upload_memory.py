"""What an upload of 20 MB costs the web process, with a real gunicorn and a real form."""

import http.client
import io
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pikepdf
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.figures import at_most
from members.applications.tests.test_applicant_pages import open_by_link
from members.tests.factories import ApplicationFactory
from outbox.tests.sink import free_port

NAME = "Memory of the web process while a file of 20 MB is uploaded"
BOUND = 8  # MB
PATIENCE = 60
WARMING = 3  # pages that are shown first: what is loaded once is not the upload's


def main():
    application, cookie = opened_application()
    page = reverse("members:application_section", args=[application.reference, "mandate"])
    form = form_with(heavy_pdf(settings.EVIDENCE_MAX_BYTES - 2**16))
    with gunicorn() as (port, worker):
        for _page in range(WARMING):
            send(port, "GET", page, cookie)
        for which in ("first", "second", "third"):
            grown = growth(worker, lambda: send(port, "POST", page, cookie, form))
            yield at_most(f"peak above what it had, {which} upload", grown, BOUND, " MB")
    assert application.evidence.count() == 3


def opened_application():
    """A draft, and the cookie of a browser that has opened it."""
    application, client = ApplicationFactory(), Client(enforce_csrf_checks=False)
    open_by_link(client, application)
    return application, f"sessionid={client.cookies['sessionid'].value}; csrftoken={'c' * 32}"


def heavy_pdf(size):
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.Ballast = document.make_stream(os.urandom(size - 2000))
    stored = io.BytesIO()
    document.save(stored, compress_streams=False)
    assert size - 2000 < len(stored.getvalue()) <= size
    return stored.getvalue()


def form_with(content):
    """What a browser sends: its type and its bytes."""
    edge = uuid4().hex
    fields = {"csrfmiddlewaretoken": "c" * 32, "text": "By law.", "title": "Decree", "again": ""}
    lines = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    lines.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="decree.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = "".join(lines).encode() + content + f"\r\n--{edge}--\r\n".encode()
    return f"multipart/form-data; boundary={edge}", body


@contextmanager
def gunicorn(workers=1):
    """As the Procfile starts it, on the database of this process; with the pid of a worker."""
    port = free_port()
    address = urlsplit(os.environ["DATABASE_URL"])
    database = address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "-m", "gunicorn", "p2i_site.wsgi:application"]
    command += ["--workers", str(workers)]
    command += ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--preload"]
    command += ["--no-control-socket", "--log-level", "error"]
    environment = {**os.environ, "DATABASE_URL": database}
    where = {"env": environment, "cwd": settings.BASE_DIR}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, check=True, **where)
    process = subprocess.Popen(command, **where)
    try:
        wait_until_it_answers(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield port, int(children[0])
    finally:
        process.terminate()
        process.wait()


def wait_until_it_answers(port):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return send(port, "GET", reverse("members:join"), "")
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("gunicorn does not answer")


def send(port, method, path, cookie, form=("", b"")):
    content_type, body = form
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Host": "testserver", "Cookie": cookie, "Content-Type": content_type}
    line.request(method, path, body or None, headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.status == (302 if body else 200), f"{method} {path}: {answer.status}"


def growth(worker, act):
    """By how many MB the process was larger, at most, than before."""
    Path(f"/proc/{worker}/clear_refs").write_text("5")  # the peak begins anew
    before = memory(worker, "VmRSS")
    act()
    return round((memory(worker, "VmHWM") - before) / 1024, 1)


def memory(worker, name):
    for line in Path(f"/proc/{worker}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise KeyError(name)
