"""Texts of drafts: who overwrites whom, what is kept, and what is brought back."""

from datetime import timedelta

import pytest

from common.edit_conflicts import Conflict
from common.refusals import Refused
from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers.enums import SavedHow, Stage, TextOfRecord
from knowledge_exchange.papers.services import writing
from knowledge_exchange.tests.factories import (
    NOW,
    FigureFactory,
    PaperFactory,
    PaperVersionFactory,
    RevisionFactory,
)
from members.tests.at_once import all_at_once, refused
from members.tests.factories import UserFactory
from uploads.tests.test_pdf_checking import pdf_file

pytestmark = pytest.mark.django_db


def save(paper, body, *, by, seen=None, at=NOW, **how):
    return writing.save_text(paper, body, by=by, now=at, seen=seen, **how)


def saved_texts(version):
    return [(text.number, text.body, text.by) for text in version.revisions.order_by("number")]


@pytest.fixture
def ada():
    return UserFactory(name="Ada")


@pytest.fixture
def bo():
    return UserFactory(name="Bo")


def test_the_first_save_begins_the_first_version(ada):
    paper = PaperFactory()

    version = save(paper, "One", by=ada, seen=0)

    assert (version.number, version.saves, version.stage) == (1, 1, Stage.DRAFT)
    assert saved_texts(version) == [(1, "One", ada)]


def test_who_had_opened_an_older_text_overwrites_nothing(ada, bo):
    paper = PaperFactory()
    save(paper, "Ada's", by=ada, seen=0)

    with pytest.raises(Conflict) as conflict:
        save(paper, "Bo's", by=bo, seen=0)

    assert conflict.value.stored == {"body": "Ada's", "saves": 1}
    assert conflict.value.saved.by == ada
    assert save(paper, "Both", by=bo, seen=1).saves == 2
    assert saved_texts(paper.versions.get()) == [(1, "Ada's", ada), (2, "Both", bo)]


def test_a_page_is_never_in_conflict_with_itself_but_with_another_of_the_same_person(ada):
    paper = PaperFactory()
    save(paper, "One", by=ada, seen=0, window="here")

    assert save(paper, "Two", by=ada, seen=0, window="here").saves == 2
    with pytest.raises(Conflict):
        save(paper, "Three", by=ada, seen=0, window="there")


def test_saving_the_same_text_changes_nothing(ada):
    paper = PaperFactory()
    save(paper, "One", by=ada, seen=0)

    assert save(paper, "One", by=ada, seen=0).saves == 1


def test_what_somebody_types_in_one_sitting_is_one_saved_text(ada, bo):
    paper, typing = PaperFactory(), {"how": SavedHow.TYPING}
    save(paper, "O", by=ada, **typing)
    save(paper, "On", by=ada, at=NOW + timedelta(minutes=4), **typing)
    save(paper, "One", by=ada, at=NOW + timedelta(minutes=20), **typing)
    save(paper, "One.", by=bo, at=NOW + timedelta(minutes=20), **typing)
    save(paper, "One!", by=bo, at=NOW + timedelta(minutes=21))
    version = save(paper, "One?", by=bo, at=NOW + timedelta(minutes=21), **typing)

    assert [text for _number, text, _by in saved_texts(version)] == [
        *("On", "One", "One.", "One!", "One?")
    ]


def test_what_was_typed_and_then_saved_by_its_button_is_kept_as_it_was(ada):
    paper, typing = PaperFactory(), {"how": SavedHow.TYPING}
    save(paper, "One", by=ada, **typing)
    save(paper, "One", by=ada)
    version = save(paper, "Two", by=ada, **typing)
    save(paper, "Three", by=ada, window="elsewhere", **typing)

    assert [text for _number, text, _by in saved_texts(version)] == ["One", "Two", "Three"]


def test_words_from_before_anybody_kept_them_are_kept_too(ada):
    version = PaperVersionFactory(body="Old words")

    save(version.paper, "New words", by=ada)

    assert saved_texts(version) == [(1, "Old words", None), (2, "New words", ada)]


def test_an_earlier_text_is_brought_back_by_a_new_save(ada, bo):
    paper = PaperFactory()
    version = save(paper, "One", by=ada)
    save(paper, "Two", by=ada)

    writing.bring_back(version.revisions.get(number=1), by=bo, now=NOW)

    assert saved_texts(version) == [(1, "One", ada), (2, "Two", ada), (3, "One", bo)]
    assert paper.versions.get().body == "One"


def test_an_empty_or_published_text_is_not_brought_back(ada):
    empty = RevisionFactory(body=" ")
    of_published = RevisionFactory(version=PaperVersionFactory(published=True))

    for revision in (empty, of_published):
        with pytest.raises(Refused):
            writing.bring_back(revision, by=ada, now=NOW)


@pytest.mark.parametrize("stage", [Stage.CLEARANCE, Stage.CLEARED])
def test_the_text_stands_still_while_it_is_cleared(ada, stage):
    version = PaperVersionFactory(stage=stage)

    with pytest.raises(Refused, match="stands still"):
        save(version.paper, "New", by=ada)


def test_a_published_text_is_changed_by_a_new_version_that_begins_with_it(ada):
    paper = PaperFactory(published=True)
    with pytest.raises(Refused, match="Begin a new version"):
        save(paper, "New", by=ada)

    version = writing.begin_correction(paper, what_changed="A number.", by=ada, now=NOW)

    published = paper.versions.published().get()
    assert (version.body, version.number) == (published.body, published.number + 1)
    assert version.saves > published.saves
    assert version.what_changed == "A number."
    with pytest.raises(Refused, match="already has"):
        writing.begin_correction(paper, what_changed="Another.", by=ada, now=NOW)


@pytest.mark.parametrize(
    ("paper", "said", "why"),
    [({"published": True}, " ", "Say for the readers"), ({"record": True}, "x", "no published")],
)
def test_a_correction_needs_a_published_text_and_a_word_for_readers(ada, paper, said, why):
    with pytest.raises(Refused, match=why):
        writing.begin_correction(PaperFactory(**paper), what_changed=said, by=ada, now=NOW)


def test_a_correction_of_a_pdf_begins_with_a_copy_of_the_file(ada):
    published = PaperVersionFactory(published=True, uploaded=True, paper=PaperFactory(record=True))

    version = writing.begin_correction(published.paper, what_changed="x", by=ada, now=NOW)

    assert version.pdf.name != published.pdf.name
    with version.pdf.open() as copy, published.pdf.open() as original:
        assert copy.read() == original.read()


def test_a_pdf_takes_the_place_of_a_text_and_back_without_losing_words(ada):
    paper = PaperFactory()
    save(paper, "Words", by=ada)
    version = writing.save_pdf(paper, pdf_file(), by=ada, now=NOW)
    assert (version.text_of_record, version.body) == (TextOfRecord.UPLOADED, "Words")

    with pytest.raises(Refused, match="PDF file now"):
        save(paper, "Typed on", by=ada)

    assert save(paper, "Words", by=ada, instead=True).text_of_record == TextOfRecord.WRITTEN


def test_a_withdrawn_paper_takes_no_text(ada):
    with pytest.raises(Refused):
        save(PaperFactory(withdrawn=True), "New", by=ada)


def test_a_first_figure_may_come_before_the_text(ada):
    assert save(FigureFactory().paper, "![x](figure:map)", by=ada).saves == 1


def test_what_cannot_be_seen_is_not_stored(ada):
    assert save(PaperFactory(), "a\x00b\u202ec", by=ada).body == "abc"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_sees_both_texts_and_no_words_are_lost():
    ada, bo = UserFactory(), UserFactory()
    paper = PaperFactory(drafted=True)
    seen = paper.versions.get().saves

    outcomes = all_at_once(
        lambda: save(paper, "Ada's words", by=ada, seen=seen, window="a"),
        lambda: save(paper, "Bo's words", by=bo, seen=seen, window="b"),
    )

    [conflict] = refused(outcomes)
    [stored] = [outcome for outcome in outcomes if isinstance(outcome, PaperVersion)]
    assert conflict.stored["body"] == stored.body
    assert paper.versions.get().revisions.first().body == stored.body
