"""How the PDF of a version comes to be, whatever goes wrong."""

import sys
from datetime import timedelta

import pytest
from kombu.exceptions import OperationalError

from common.refusals import Refused
from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers import tasks
from knowledge_exchange.papers.enums import PdfState, Stage
from knowledge_exchange.papers.services import pdfs, publishing
from knowledge_exchange.tests.factories import (
    EARLIER,
    NOW,
    PaperFactory,
    PaperVersionFactory,
)
from members.tests.factories import UserFactory, two_people
from p2i_site.celery import app

pytestmark = pytest.mark.django_db


def clock(at=NOW):
    return lambda: at


def never(version):
    raise AssertionError("nothing was to be made")


def missing_library(version):
    raise OSError("cannot load library 'libpango'")


@pytest.fixture
def version():
    return PaperVersionFactory(paper=PaperFactory(record=True), published=True)


def test_a_waiting_version_gets_its_pdf(version):
    tasks.render_paper(version.pk)

    version.refresh_from_db()
    assert (version.pdf_state, version.pdf_why, version.pdf_attempts) == (PdfState.READY, "", 1)
    with version.pdf.open("rb") as made:
        content = made.read()
    assert (content[:5], len(content)) == (b"%PDF-", version.pdf_size)


def test_a_second_run_makes_nothing(version):
    pdfs.render_pdf(version.pk, clock=clock(), make=lambda version: b"%PDF-1")

    assert not pdfs.render_pdf(version.pk, clock=clock(), make=never)


def test_a_failed_pdf_says_why_and_is_tried_again_later(version):
    made = pdfs.render_pdf(version.pk, clock=clock(), make=missing_library)

    version.refresh_from_db()
    assert not made
    assert (version.pdf_state, version.pdf_attempts) == (PdfState.PENDING, 1)
    assert version.pdf_why == "OSError: cannot load library 'libpango'"
    assert version.pdf_due_at == NOW + timedelta(minutes=1)
    assert version.paper.is_published


def test_a_pdf_that_failed_is_made_once_the_cause_is_mended(version):
    pdfs.render_pdf(version.pk, clock=clock(), make=missing_library)
    too_early, later = NOW + timedelta(seconds=59), NOW + timedelta(minutes=1)

    assert not pdfs.render_pdf(version.pk, clock=clock(too_early), make=never)
    assert pdfs.render_pdf(version.pk, clock=clock(later), make=lambda version: b"%PDF-1")

    version.refresh_from_db()
    assert (version.pdf_state, version.pdf_why) == (PdfState.READY, "")


def test_without_the_library_the_reason_stands_with_the_version(version, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    tasks.render_paper(version.pk)

    version.refresh_from_db()
    assert version.pdf_state == PdfState.PENDING
    assert "weasyprint" in version.pdf_why


def test_after_the_last_attempt_it_waits_for_a_person(version):
    at = NOW
    for _attempt in range(pdfs.MAX_ATTEMPTS):
        pdfs.render_pdf(version.pk, clock=clock(at), make=missing_library)
        at += timedelta(hours=1)

    version.refresh_from_db()
    assert (version.pdf_state, version.pdf_attempts) == (PdfState.FAILED, pdfs.MAX_ATTEMPTS)
    assert not pdfs.render_pdf(version.pk, clock=clock(at), make=never)


def test_a_person_can_ask_again(version, django_capture_on_commit_callbacks):
    secretariat = UserFactory(secretariat=True)
    PaperVersion.objects.filter(pk=version.pk).update(
        pdf_state=PdfState.FAILED, pdf_why="OSError", pdf_attempts=6
    )

    again = pdfs.make_pdf_again(version, by=secretariat, now=NOW)
    made = pdfs.render_pdf(version.pk, clock=clock(), make=lambda version: b"%PDF-1")

    version.refresh_from_db()
    assert (again.pdf_attempts, made, version.pdf_attempts) == (0, True, 1)
    assert version.paper.events.get().by == secretariat


def test_the_present_file_stays_until_the_new_one_is_there():
    version = PaperVersionFactory(ready=True)
    before, storage = version.pdf.name, version.pdf.storage

    pdfs.make_pdf_again(version, by=UserFactory(secretariat=True), now=NOW)
    version.refresh_from_db()
    assert (version.pdf.name, storage.exists(before)) == (before, True)
    pdfs.render_pdf(version.pk, clock=clock(), make=lambda version: b"%PDF-1")

    version.refresh_from_db()
    assert version.pdf.name != before
    assert not storage.exists(before)
    assert storage.exists(version.pdf.name)


@pytest.mark.parametrize(
    "state", [{}, {"uploaded": True, "published_at": EARLIER, "stage": Stage.PUBLISHED}]
)
def test_only_the_pdf_of_a_published_text_can_be_made_again(state):
    version = PaperVersionFactory(**state)

    with pytest.raises(Refused):
        pdfs.make_pdf_again(version, by=UserFactory(secretariat=True), now=NOW)


def test_a_worker_that_died_loses_the_version_to_the_next_one(version):
    pdfs.claim(version.pk, NOW)
    during, after = NOW + timedelta(minutes=9), NOW + pdfs.LEASE

    assert not pdfs.render_pdf(version.pk, clock=clock(during), make=never)
    assert pdfs.render_pdf(version.pk, clock=clock(after), make=lambda version: b"%PDF-1")


def test_a_worker_that_dies_each_time_is_flagged(version):
    at = NOW
    for _attempt in range(pdfs.MAX_ATTEMPTS):
        pdfs.claim(version.pk, at)
        at += pdfs.LEASE

    pdfs.render_pdf(version.pk, clock=clock(at), make=never)

    version.refresh_from_db()
    assert version.pdf_state == PdfState.FAILED
    assert "worker stopped" in version.pdf_why


def test_a_late_worker_does_not_overwrite_the_file_of_the_next_one(version):
    late = pdfs.claim(version.pk, NOW)
    pdfs.render_pdf(version.pk, clock=clock(NOW + pdfs.LEASE), make=lambda _: b"%PDF-new")

    assert not pdfs.keep(late, b"%PDF-late")

    version.refresh_from_db()
    with version.pdf.open("rb") as kept:
        assert kept.read() == b"%PDF-new"
    assert not late.pdf.storage.exists(late.pdf.name)


@pytest.fixture
def worker():
    """A worker that does at once what it is told."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_the_tick_makes_what_nobody_was_told_of(version, worker):
    given_up = PaperVersionFactory(failed=True)

    tasks.render_waiting_papers()

    version.refresh_from_db()
    given_up.refresh_from_db()
    assert (version.pdf_state, given_up.pdf_state) == (PdfState.READY, PdfState.FAILED)


def test_publishing_asks_a_worker_at_once(worker, django_capture_on_commit_callbacks):
    paper = PaperFactory(drafted=True)

    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(paper, **two_people(), now=NOW, clearance="Adopted.")

    assert paper.versions.get().pdf_state == PdfState.READY


def test_without_a_broker_publishing_goes_on_and_the_pdf_waits(
    monkeypatch, django_capture_on_commit_callbacks
):
    def unreachable(*args, **options):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.render_paper, "apply_async", unreachable)
    paper = PaperFactory(drafted=True)

    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(paper, **two_people(), now=NOW, clearance="Adopted.")

    assert paper.versions.get().pdf_state == PdfState.PENDING
