import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from knowledge_exchange.models import Paper, PaperVersion
from knowledge_exchange.papers.enums import PaperStatus, PdfState, Stage, TextOfRecord
from knowledge_exchange.tests.factories import (
    EARLIER,
    NOW,
    AuthorFactory,
    ClearanceFactory,
    FigureFactory,
    MeetingFactory,
    PaperFactory,
    PaperVersionFactory,
    PartnerFactory,
    RevisionFactory,
    ThemeFactory,
)
from members.tests.factories import CentreFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "fields", "constraint"),
    [
        (MeetingFactory, {"number": 0}, "meeting_numbers_start_at_one"),
        (PaperFactory, {"status": "lost"}, "paper_status_known"),
        (PaperFactory, {"status": PaperStatus.PUBLISHED}, "published_paper_says_since_when"),
        (
            PaperFactory,
            {"record": True, "why_not_stated": "", "licence": "CC BY 4.0"},
            "published_paper_states_authors_and_licence_or_why_not",
        ),
        (PaperFactory, {"published_at": NOW}, "paper_in_preparation_was_never_public"),
        (PaperFactory, {"withdrawn_at": NOW}, "withdrawn_paper_says_when_and_why"),
        (
            PaperFactory,
            {"status": PaperStatus.WITHDRAWN, "withdrawal_reasons": "Wrong."},
            "withdrawn_paper_says_when_and_why",
        ),
        (
            PaperFactory,
            {"status": PaperStatus.WITHDRAWN, "withdrawn_at": NOW},
            "withdrawn_paper_says_when_and_why",
        ),
        (PaperVersionFactory, {"body": ""}, "version_has_a_text"),
        (
            PaperVersionFactory,
            {"text_of_record": TextOfRecord.UPLOADED},
            "version_has_a_text",
        ),
        (PaperVersionFactory, {"pdf_state": "lost"}, "pdf_state_known"),
        (PaperVersionFactory, {"pdf_state": PdfState.READY}, "ready_pdf_is_a_file"),
        (PaperVersionFactory, {"pdf_state": PdfState.PENDING}, "pending_pdf_is_due"),
        (PaperVersionFactory, {"pdf_state": PdfState.FAILED}, "failed_pdf_says_why"),
        (PaperVersionFactory, {"published_at": NOW}, "published_version_gets_a_pdf"),
        (ClearanceFactory, {"note": ""}, "clearance_says_how"),
        (PaperFactory, {"changed_at": NOW}, "public_paper_says_when_it_changed"),
        (PaperVersionFactory, {"stage": "lost"}, "version_stage_known"),
        (PaperVersionFactory, {"stage": Stage.PUBLISHED}, "published_version_is_at_that_stage"),
        (PaperVersionFactory, {"stage": Stage.COMMENTS}, "comments_have_a_deadline"),
        (AuthorFactory, {"family_name": ""}, "author_is_a_person_or_a_centre"),
        (RevisionFactory, {"how": "lost"}, "revision_says_how_it_was_saved"),
        (FigureFactory, {"description": ""}, "figure_is_described"),
    ],
)
def test_the_database_refuses_what_must_never_be_true(factory, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        factory(**fields)


def test_a_partner_is_listed_once_whatever_its_capitals():
    PartnerFactory(name="Utrecht University")

    with pytest.raises(IntegrityError, match=unique_sign("one_partner_per_name", "")):
        PartnerFactory(name="UTRECHT university")


def test_a_version_number_is_used_once():
    version = PaperVersionFactory(published=True)

    with pytest.raises(IntegrityError, match=unique_sign("one_version_per_number", "number")):
        PaperVersionFactory(paper=version.paper, number=version.number)


@pytest.mark.parametrize(
    ("factory", "same", "constraint", "columns"),
    [
        (AuthorFactory, ["paper", "position"], "one_author_per_place", "position"),
        (FigureFactory, ["paper", "name"], "one_figure_per_name", "name"),
        (RevisionFactory, ["version", "number"], "one_revision_per_number", "number"),
    ],
)
def test_the_database_refuses_what_is_there_already(factory, same, constraint, columns):
    there = factory()

    with pytest.raises(IntegrityError, match=unique_sign(constraint, columns)):
        factory(**{name: getattr(there, name) for name in same})


def test_a_theme_and_a_doi_are_listed_once_whatever_their_capitals():
    ThemeFactory(name="Green buying")
    PaperFactory(doi="10.1234/ABC")

    for factory, fields, constraint in (
        (ThemeFactory, {"name": "GREEN buying"}, "one_theme_per_name"),
        (PaperFactory, {"doi": "10.1234/abc"}, "one_paper_per_doi"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            factory(**fields)


def test_a_centre_as_an_author_has_no_persons_facts():
    centre = CentreFactory()

    AuthorFactory(family_name="", centre=centre)
    with pytest.raises(IntegrityError, match="author_is_a_person_or_a_centre"):
        AuthorFactory(family_name="Jansen", centre=centre)


def test_a_paper_has_one_draft_at_a_time():
    draft = PaperVersionFactory()

    with pytest.raises(
        IntegrityError, match=unique_sign("one_draft_version_per_paper", "paper_id")
    ):
        PaperVersionFactory(paper=draft.paper)


def test_a_version_is_cleared_once():
    clearance = ClearanceFactory()

    with pytest.raises(IntegrityError):
        ClearanceFactory(version=clearance.version)


def unique_sign(name, column):
    """SQLite names the columns of a plain unique constraint, and not the constraint."""
    return name if connection.vendor == "postgresql" else f"{column}|{name}"


@pytest.mark.parametrize("held", ["2021-13", "March 2021", "2021-02-30"])
def test_a_meeting_is_held_on_a_day_a_month_or_a_year(held):
    meeting = MeetingFactory.build(held=held)

    with pytest.raises(ValidationError):
        meeting.full_clean()


def test_published_papers_come_newest_first_with_partial_dates_in_their_place():
    year, day, month = (
        PaperFactory(record=True, announced=when) for when in ("2021", "2021-07-12", "2021-07")
    )
    PaperFactory()
    PaperFactory(withdrawn=True)

    assert list(Paper.objects.published()) == [day, month, year]


def test_search_wants_every_word_somewhere():
    wanted = PaperFactory(title="Life cycle costing", keywords="sustainability")
    PaperFactory(title="Life of a centre")

    assert list(Paper.objects.search("LIFE sustain")) == [wanted]


def test_a_pdf_in_trouble_is_one_that_failed_at_least_once():
    trying = PaperVersionFactory(published=True, pdf_why="OSError: no Pango")
    given_up = PaperVersionFactory(failed=True)
    PaperVersionFactory(published=True)
    PaperVersionFactory(ready=True, pdf_due_at=EARLIER)

    assert set(PaperVersion.objects.in_trouble()) == {trying, given_up}
