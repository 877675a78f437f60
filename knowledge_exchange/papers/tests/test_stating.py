"""No paper is published without authors and a licence, or a reason for lacking them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import look, press
from knowledge_exchange.models import Paper
from knowledge_exchange.papers import two_people
from knowledge_exchange.papers.services import authors, corrections, details, publishing
from knowledge_exchange.tests.factories import NOW, AuthorFactory, PaperFactory
from members.tests.factories import RepresentativeFactory, UserFactory
from members.tests.factories import two_people as pair
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def publish(paper, **details):
    return publishing.publish(paper, **pair(), now=NOW, clearance="By silence.", **details)


def unnamed(**facts):
    return PaperFactory(**{"drafted": True, "why_not_stated": "", **facts})


def test_a_paper_without_authors_and_licence_is_not_published():
    paper = unnamed(licence="CC BY 4.0")

    with pytest.raises(Refused, match="Name the authors and choose a licence"):
        publish(paper)

    assert not Paper.objects.get().is_published


def test_authors_and_a_licence_are_enough():
    paper = unnamed(licence="CC BY 4.0")
    authors.set_authors(paper, [AuthorFactory.build(paper=None)], by=UserFactory(), now=NOW)

    assert publish(paper).is_published
    assert Paper.objects.get().not_stated == ""


def test_a_reason_takes_their_place_and_readers_see_it(client):
    publish(unnamed(licence="CC BY 4.0"), why_not_stated="they asked not to be named.")

    page = client.get(Paper.objects.get().get_absolute_url()).content.decode()
    assert "No authors are named: they asked not to be named." in page
    version = Paper.objects.get().newest_public
    assert version.said["why_not_stated"] == "they asked not to be named."


def test_the_step_asks_for_the_reason_only_where_something_lacks(client):
    client.force_login(UserFactory(secretariat=True))
    paper, stated = unnamed(), PaperFactory(drafted=True)
    steps = [
        reverse("admin:knowledge_exchange_paper_publish", args=[one.pk]) for one in (paper, stated)
    ]
    said = {"clearance": "By silence.", "reason": "It is ready."}

    assert 'name="why_not_stated"' not in client.get(steps[1]).content.decode()
    assert "Adopted" not in look(client, steps[0], **said, why_not_stated="").content.decode()
    press(client, steps[0], **said, why_not_stated="nobody knows.")

    proposal = Proposal.objects.get()
    assert proposal.details["why_not_stated"] == "nobody knows."


def test_a_centre_cannot_propose_what_states_neither():
    paper, person = PaperFactory(), UserFactory(secretariat=True)

    assert two_people.why_not_propose_publication(person, paper) == ""
    assert "not cleared" in two_people.why_not_propose_publication(author_of(paper), paper)


def author_of(paper):
    person = RepresentativeFactory()
    AuthorFactory(paper=paper, centre=person.centre)
    return person.user


@pytest.mark.parametrize(
    ("before", "changes", "listed"),
    [
        ({"why_not_stated": ""}, {"licence": ""}, None),
        ({"why_not_stated": ""}, {}, []),
        ({"licence": ""}, {"why_not_stated": ""}, None),
    ],
)
def test_no_correction_takes_away_what_a_published_paper_must_state(before, changes, listed):
    paper = PaperFactory(**{"record": True, "licence": "CC BY 4.0", "authors": "Jansen", **before})
    AuthorFactory(paper=paper, position=1)

    with pytest.raises(Refused, match="Name the authors and choose a licence"):
        corrections.correct(paper, **pair(), now=LATER, changes=changes, author_list=listed)


def test_a_reason_goes_with_the_correction_that_names_the_authors():
    paper = PaperFactory(record=True, licence="CC BY 4.0")
    listed = [corrections.facts_of_author(AuthorFactory.build(paper=None))]

    corrections.correct(
        paper, **pair(), now=LATER, changes={"why_not_stated": ""}, author_list=listed
    )

    stored = Paper.objects.get()
    assert (stored.authors, stored.why_not_stated) == ("Jansen", "")


def test_a_reason_comes_with_the_correction_that_takes_the_authors_away():
    paper = PaperFactory(record=True, licence="CC BY 4.0", authors="Jansen", why_not_stated="")
    AuthorFactory(paper=paper, position=1)

    corrections.correct(
        paper, **pair(), now=LATER, changes={"why_not_stated": "they asked."}, author_list=[]
    )

    assert Paper.objects.get().not_stated == "No authors are named: they asked."


def test_what_was_published_before_this_was_asked_for_can_still_be_corrected():
    paper = PaperFactory(record=True, why_not_stated="", is_before_licences=True)

    corrections.correct(paper, **pair(), now=LATER, changes={"title": "Costs, mended"})

    assert Paper.objects.get().title == "Costs, mended"
    assert Paper.objects.get().not_stated == ""


def test_what_has_a_reason_lacks_nothing():
    paper = PaperFactory.build(abstract="What it says.")

    assert [page for page, _missing in details.gaps(paper, paper)] == []


def test_what_was_published_before_is_marked_where_it_lacks_something():
    lacking = PaperFactory(record=True, authors="Jansen")
    whole = PaperFactory(record=True, authors="Jansen", licence="CC BY 4.0")
    draft = PaperFactory()

    migration = import_module("knowledge_exchange.migrations.0016_authors_and_licence")
    migration.mark(apps, None)

    marked = Paper.objects.filter(is_before_licences=True)
    assert list(marked) == [lacking]
    assert {whole, draft}.isdisjoint(marked)
