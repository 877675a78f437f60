"""How long an open page of the API waits while eight files that are hard to look into arrive."""

import http.client
import io
import statistics
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import pikepdf
from django.urls import reverse

from benchmarks.figures import Figure, at_most
from benchmarks.upload_memory import form_with, gunicorn, opened_application

NAME = "The API while eight PDFs of 2.4 MB are looked into"
BOUND = 1000  # ms
FILES = 8
WORKERS = 3  # as .env.example has it
PAUSE = 0.25  # the API counts the requests of a visitor
PATIENCE = 120
BUSY = b"Many files are being looked at"


def main():
    people = [opened_application() for _number in range(FILES)]
    kinds = {"that unfold": unfolding(), "of many objects": of_many_objects(), "of text": honest()}
    with gunicorn(WORKERS) as (port, _worker):
        for _round in range(3):
            page(port)
        for kind, content in kinds.items():
            took, answers, seconds = while_they_arrive(port, people, form_with(content))
            size = f"{len(content) / 10**6:.1f} MB"
            yield at_most(f"slowest page, {FILES} {kind} ({size})", round(max(took)), BOUND, " ms")
            yield Figure("  its median", f"{statistics.median(took):.0f} ms of {len(took)} pages")
            told = sum(BUSY in answer for answer in answers)
            yield Figure("  the files", f"{seconds:.1f} s; {told} told to come again in a minute")


def while_they_arrive(port, people, form):
    """What each page took in ms, what each upload was answered, and what they took in all."""
    took, is_over = [], threading.Event()

    def read():
        while not is_over.is_set():
            took.append(page(port))
            time.sleep(PAUSE)

    reader = threading.Thread(target=read)
    reader.start()
    began = time.monotonic()
    try:
        with ThreadPoolExecutor(FILES) as pool:
            answers = list(pool.map(lambda person: upload(port, *person, form), people))
    finally:
        seconds = time.monotonic() - began
        is_over.set()
        reader.join()
    return took, answers, seconds


def page(port):
    began = time.perf_counter()
    address = f"/api/v1/members?made-anew={began}"  # past the cache of pages
    status, _content = ask(port, "GET", address)
    assert status == 200, status
    return (time.perf_counter() - began) * 1000


def upload(port, application, cookie, form):
    address = reverse("members:application_section", args=[application.reference, "mandate"])
    status, content = ask(
        port, "POST", address, form[1], Cookie=cookie, **{"Content-Type": form[0]}
    )
    assert status in (200, 302), status
    return content


def ask(port, method, path, body=None, **headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(method, path, body, {"Host": "testserver", **headers})
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def unfolding():
    """Ten streams, of which each unfolds to 230 MB: less than one part of a file could have."""
    document = pikepdf.new()
    document.add_blank_page()
    packed = zlib.compress(bytes(230 * 2**20), 9)
    for number in range(10):
        stream = pikepdf.Stream(document, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        document.Root[f"/Ballast{number}"] = document.make_indirect(stream)
    return saved(document)


def of_many_objects():
    document = pikepdf.new()
    document.add_blank_page()
    page = document.pages[0].obj
    document.Root.Ballast = pikepdf.Array(
        document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P, K=number, Pg=page))
        for number in range(230_000)
    )
    return saved(document)


def honest():
    """Two hundred pages of figures, as a report has them."""
    document = pikepdf.new()
    for number in range(200):
        document.add_blank_page()
        lines = (f"({zlib.crc32(b'%d %d' % (number, at)):08x}) Tj\n" for at in range(2600))
        document.pages[-1].Contents = document.make_stream("".join(lines).encode())
    return saved(document)


def saved(document):
    stored = io.BytesIO()
    document.save(stored, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stored.getvalue()
