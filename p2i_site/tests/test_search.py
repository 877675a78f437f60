"""The search over everything: what each visitor finds, and what stays hidden from them."""

import pytest

from common import site_search
from knowledge_exchange.discovery.services import indexing
from knowledge_exchange.tests.factories import PaperFactory
from members.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    RepresentativeFactory,
    UserFactory,
)
from voting.tests.factories import make_delegates, open_motion

pytestmark = pytest.mark.django_db


def found(client, words):
    page = client.get("/search/", {"q": words})
    assert page.status_code == 200
    groups = page.context["groups"]
    return {group.label: [hit.title for hit in group.hits] for group in groups}


def test_everybody_finds_centres_and_published_papers(client):
    CentreFactory(member=True, name="Lighthouse centre")
    paper = PaperFactory(published=True, title="Lighthouse projects")
    indexing.index_paper(paper)

    assert found(client, "lighthouse") == {
        "Centres": ["Lighthouse centre"],
        "Papers and meetings": ["Lighthouse projects"],
    }


def test_an_application_is_found_by_the_secretariat_alone(client):
    application = ApplicationFactory(submitted=True, centre_name="Lighthouse")
    delegate = RepresentativeFactory(centre__member=True).user

    assert found(client, application.reference) == {}
    client.force_login(delegate)
    assert found(client, application.reference) == {}
    client.force_login(UserFactory(secretariat=True))
    [title] = found(client, application.reference)["Applications"]
    assert title.startswith(application.reference)


def test_an_open_vote_is_found_by_the_members_alone(client):
    delegate, _other = make_delegates(2)
    motion = open_motion()

    assert found(client, motion.title) == {}
    client.force_login(delegate.user)
    assert found(client, motion.title)["Votes"] == [motion.title]


def test_what_nobody_has_is_said_and_nothing_is_asked_of_an_empty_search(client):
    assert "No results for “lighthouse”." in client.get("/search/?q=lighthouse").content.decode()
    assert client.get("/search/?q=+").context["groups"] == []


def test_the_page_is_only_read(client):
    assert client.post("/search/").status_code == 405


def test_the_number_of_questions_does_not_grow_with_what_is_found(
    client, django_assert_max_num_queries
):
    def questions():
        with django_assert_max_num_queries(20) as asked:
            found(client, "lighthouse")
        return len(asked)

    CentreFactory(member=True, name="Lighthouse 1")
    before = questions()
    for number in range(2, 9):
        CentreFactory(member=True, name=f"Lighthouse {number}")

    assert questions() == before


def test_each_kind_shows_so_many_and_no_more():
    for number in range(4):
        CentreFactory(member=True, name=f"Lighthouse {number}")

    [group] = site_search.search("lighthouse", UserFactory(), limit=3)

    assert len(group.hits) == 3
