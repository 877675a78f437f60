"""The picture of a paper that goes with a shared link."""

from io import BytesIO

import pytest
from django.urls import reverse
from fontTools.ttLib import TTFont
from PIL import Image

from knowledge_exchange.discovery import card
from knowledge_exchange.tests.factories import PaperFactory
from knowledge_exchange.tests.roles import as_role

pytestmark = pytest.mark.django_db
SAYS = {"above": "Expert Opinion Paper", "below": "Series, meeting 1", "network": "Network"}


def address_of(paper):
    return reverse("knowledge_exchange:paper_card", args=[paper.slug])


def test_a_published_paper_has_a_picture_that_its_page_names(client):
    paper = PaperFactory(record=True)

    page = client.get(paper.get_absolute_url()).content.decode()
    answer = client.get(address_of(paper))

    tag = f'<meta property="og:image" content="http://testserver{address_of(paper)}">'
    assert tag in page
    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)


def test_it_is_drawn_once_and_anew_when_the_title_changes(client, monkeypatch):
    drawn = []
    monkeypatch.setattr(card, "draw", lambda **says: drawn.append(says["title"]) or b"png")
    paper = PaperFactory(record=True, title="One")
    tags = []
    for title in ("One", "One", "Two"):
        paper.title = title
        paper.save()
        tags.append(client.get(address_of(paper))["ETag"])

    assert drawn == ["One", "Two"]
    assert tags[0] == tags[1] != tags[2]
    assert client.get(address_of(paper), headers={"if-none-match": tags[2]}).status_code == 304


@pytest.mark.parametrize("role", ["public", "delegate", "secretariat"])
def test_drafts_and_withdrawn_papers_have_no_picture(client, role):
    as_role(client, role)
    for trait in ("drafted", "withdrawn"):
        assert client.get(address_of(PaperFactory(**{trait: True}))).status_code == 404


@pytest.mark.parametrize("title", ["Short", "Procurement of innovation " * 8, "W" * 200, "Ю" * 90])
def test_every_title_fits(title):
    picture = Image.open(BytesIO(card.draw(title=title, **SAYS)))

    edges = ((0, 0, card.EDGE - 8, 630), (1200 - card.EDGE + 8, 0, 1200, 630), (0, 600, 1200, 630))
    for edge in edges:
        assert {colour for _count, colour in picture.crop(edge).getcolors()} == {(18, 48, 95)}


def test_the_type_has_the_letters_of_the_unions_alphabets():
    letters = TTFont(card.FONTS / "SourceSansPro-Bold.ttf").getBestCmap()

    assert all(ord(letter) in letters for letter in "ąčđéęğħłőøšțűž Ελληνικά Български")
