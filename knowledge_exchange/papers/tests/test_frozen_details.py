"""What the members clear and readers cite stands still: title, abstract, authors, licence."""

from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from common.refusals import Refused
from knowledge_exchange.papers.services import (
    authors,
    clearing,
    commenting,
    consulting,
    details,
    publishing,
)
from knowledge_exchange.tests.factories import (
    NOW,
    AuthorFactory,
    PaperVersionFactory,
    ThemeFactory,
)
from members.tests.factories import RepresentativeFactory, UserFactory, two_people

pytestmark = pytest.mark.django_db
END = NOW + timedelta(days=10)
STILL = "stands still while it is being cleared"


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def delegate():
    return RepresentativeFactory().user


@pytest.fixture
def in_clearance(secretariat):
    paper = PaperVersionFactory().paper
    clearing.begin(paper, until=END, by=secretariat, now=NOW)
    return paper


def test_nothing_of_it_changes_while_the_members_clear_it(in_clearance, secretariat):
    author = AuthorFactory.build(paper=None)
    for changes in ({"title": "Another"}, {"abstract": "Another."}, {"licence": "CC0 1.0"}):
        with pytest.raises(Refused, match=STILL):
            details.save(in_clearance, changes, by=secretariat, now=NOW)
    with pytest.raises(Refused, match=STILL):
        authors.add(in_clearance, author, by=secretariat, now=NOW)

    theme = ThemeFactory()
    details.save(in_clearance, {"themes": [theme.pk]}, by=secretariat, now=NOW)
    assert in_clearance.themes.get() == theme


def test_the_writers_pages_say_why_and_offer_no_button(client, in_clearance, delegate):
    client.force_login(delegate)
    for name in ("write_details", "write_authors"):
        address = reverse(f"knowledge_exchange:{name}", args=[in_clearance.slug])

        page = client.get(address).content.decode()

        assert STILL in page
        assert "Save and leave" not in page
        assert "Add a person" not in page
    address = reverse("knowledge_exchange:write_details", args=[in_clearance.slug])
    [title] = html.fromstring(client.get(address).content).xpath("//input[@name='title']")
    assert "disabled" in title.attrib
    said = {"title": "Another", "language": "en"}
    assert STILL in client.post(address, said).content.decode()


def test_the_admin_shows_what_stands_still_and_does_not_ask(client, in_clearance, secretariat):
    client.force_login(secretariat)
    address = reverse("admin:knowledge_exchange_paper_edit", args=[in_clearance.pk])

    page = client.get(address).content.decode()

    assert 'name="doi"' in page
    assert 'name="title"' not in page


def test_before_members_or_readers_see_it_the_secretariat_is_told_what_is_missing(
    client, secretariat
):
    paper = PaperVersionFactory(paper__why_not_stated="").paper
    client.force_login(secretariat)

    for step in ("begin_silence", "publish"):
        address = reverse(f"admin:knowledge_exchange_paper_{step}", args=[paper.pk])
        page = client.get(address).content.decode()
        assert "Name the authors." in page
        assert "Write the abstract." in page
        assert "Write the text" not in page


def test_who_was_asked_clears_and_no_word_does_it_instead(in_clearance, secretariat, delegate):
    silence = in_clearance.versions.get().silence
    clearing.object_to(silence, reasons="No.", by=delegate, now=NOW)
    clearing.return_to_discussion(silence, why="So.", by=secretariat, now=NOW)

    with pytest.raises(Refused, match="They clear it"):
        publishing.publish(in_clearance, **two_people(), now=NOW, clearance="By me.")


def test_open_comments_are_worked_through_before_publication(secretariat, delegate):
    paper = PaperVersionFactory().paper
    version = consulting.open_comments(paper, until=END, by=secretariat, now=NOW)
    commenting.comment(version, text="Why?", by=delegate, now=NOW)
    consulting.end_comments(paper, by=secretariat, now=NOW)

    with pytest.raises(Refused, match="not resolved yet: 1"):
        publishing.publish(paper, **two_people(), now=NOW, clearance="By me.")


def test_of_a_withdrawn_paper_members_still_read_what_was_said(client, in_clearance, delegate):
    clearing.object_to(in_clearance.versions.get().silence, reasons="Wrong.", by=delegate, now=NOW)
    publishing.withdraw(in_clearance, **two_people(), reasons="Given up.", now=NOW)
    client.force_login(delegate)

    for name, words in (("clearance", "Wrong."), ("comments", "Its text is no longer here")):
        page = client.get(reverse(f"knowledge_exchange:{name}", args=[in_clearance.slug]))
        assert words in page.content.decode()
    with pytest.raises(Refused, match="withdrawn"):
        commenting.comment(in_clearance.versions.get(), text="So?", by=delegate, now=NOW)


@pytest.mark.parametrize("ask", [consulting.open_comments, clearing.begin])
@pytest.mark.parametrize("days, words", [(4, "at least 5 days"), (400, "more than a year")])
def test_the_centres_get_time_to_answer_but_not_for_ever(secretariat, ask, days, words):
    paper = PaperVersionFactory().paper

    with pytest.raises(Refused, match=words):
        ask(paper, until=NOW + timedelta(days=days), by=secretariat, now=NOW)


def test_who_commented_can_open_it_again(client, secretariat):
    observer = RepresentativeFactory(role="observer").user
    version = PaperVersionFactory()
    consulting.open_comments(version.paper, until=END, by=secretariat, now=NOW)
    comment = commenting.comment(version, text="Why?", by=observer, now=NOW)
    commenting.resolve(comment, resolution="No.", by=secretariat, now=NOW)
    address = reverse("knowledge_exchange:reopen_comment", args=[comment.pk])
    client.force_login(RepresentativeFactory(role="observer").user)
    assert client.post(address).status_code == 403

    client.force_login(observer)
    client.post(address)

    comment.refresh_from_db()
    assert comment.is_open
