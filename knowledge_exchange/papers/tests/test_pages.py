from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from knowledge_exchange.papers.services import clearing, consulting, publishing, writing
from knowledge_exchange.tests.factories import (
    NOW,
    AuthorFactory,
    PaperFactory,
    PaperVersionFactory,
)
from knowledge_exchange.tests.roles import READERS_OF_DRAFTS, ROLES, as_role
from members.tests.factories import RepresentativeFactory, UserFactory, two_people

pytestmark = pytest.mark.django_db


def pdf_of(paper):
    return reverse("knowledge_exchange:paper_pdf", args=[paper.slug])


@pytest.mark.parametrize("role", ROLES)
def test_a_draft_is_for_the_secretariat_and_for_those_who_represent_a_centre(client, role):
    paper = PaperFactory(title="Not yet")
    PaperVersionFactory(paper=paper, uploaded=True)
    as_role(client, role)
    expected = 200 if role in READERS_OF_DRAFTS else 404

    for address in (paper.get_absolute_url(), paper.meeting.get_absolute_url()):
        assert client.get(address).status_code == expected
    download = client.get(pdf_of(paper))
    assert download.status_code == expected
    download.getvalue()  # to the end, so that the file is closed
    index = client.get(reverse("knowledge_exchange:index")).content.decode()
    assert ("Not yet" in index) == (role in READERS_OF_DRAFTS)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_published_is_for_everybody(client, role):
    paper = PaperFactory(record=True)
    PaperVersionFactory(paper=paper, ready=True)
    as_role(client, role)

    for address in (
        reverse("knowledge_exchange:index"),
        reverse("knowledge_exchange:papers"),
        paper.meeting.get_absolute_url(),
        paper.get_absolute_url(),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert paper.title in page.content.decode()
    download = client.get(pdf_of(paper))
    assert download.status_code == 200
    download.getvalue()  # to the end, so that the file is closed


@pytest.mark.parametrize("name", ["index", "papers"])
def test_the_pages_change_nothing_and_take_no_post(client, name):
    assert client.post(reverse(f"knowledge_exchange:{name}")).status_code == 405


def test_a_draft_is_not_in_the_public_lists_even_for_its_readers(client):
    PaperFactory(drafted=True, title="Not yet", meeting__published_at="2026-10-01T00:00Z")
    client.force_login(UserFactory(secretariat=True))

    assert "Not yet" not in client.get(reverse("knowledge_exchange:papers")).content.decode()


def test_the_paper_page_has_text_contents_citation_and_meeting(client):
    paper = PaperFactory(record=True, title="What buyers ask")
    AuthorFactory(paper=paper, family_name="Example", given_names="Ann Bea")
    PaperVersionFactory(paper=paper, ready=True, number=1, body="# Why\n\nBecause.")

    page = client.get(paper.get_absolute_url()).content.decode()

    assert '<h2 id="section-why">Why</h2>' in page
    assert '<a href="#section-why">Why</a>' in page
    series = f"Expert Opinion Paper, {paper.meeting.series}, meeting {paper.meeting.number}"
    assert f"Example, A. B. (2026). What buyers ask. {series}" in page
    assert f'href="{paper.meeting.get_absolute_url()}"' in page
    assert pdf_of(paper) in page


def test_a_published_text_is_shown_as_it_was_typeset_then(client):
    paper = PaperFactory(record=True)
    kept = {"html": "<p>As kept.</p>", "contents": []}
    PaperVersionFactory(paper=paper, ready=True, body="# Why", **kept)

    page = client.get(paper.get_absolute_url()).content.decode()

    assert "<p>As kept.</p>" in page
    assert "section-why" not in page


def test_without_known_authors_the_citation_begins_with_the_title(client):
    paper = PaperFactory(record=True, title="What buyers ask", announced="2021-07-12")

    assert "What buyers ask (2021). Expert" in client.get(paper.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [("published", "The PDF is being made"), ("failed", "The PDF could not be made")],
)
def test_until_the_pdf_is_there_the_page_says_how_it_stands(client, state, words):
    paper = PaperFactory(record=True)
    PaperVersionFactory(paper=paper, **{state: True})

    page = client.get(paper.get_absolute_url()).content.decode()

    assert words in page
    assert client.get(pdf_of(paper)).status_code == 404


def test_a_record_says_that_its_text_is_not_held_and_offers_no_download(client):
    paper = PaperFactory(record=True, abstract="Six components.", announced="2021-07-12")

    page = client.get(paper.get_absolute_url()).content.decode()

    assert "The text is not held here" in page
    assert "What the paper covers" in page
    assert "12 July 2021" in page
    assert "Authors</dt>" not in page
    assert "Licence</dt>" not in page
    assert "paper.pdf" not in page
    assert client.get(pdf_of(paper)).status_code == 404


def test_a_withdrawn_paper_keeps_a_page_that_says_why_and_loses_its_text(client):
    paper = PaperFactory(withdrawn=True)

    response = client.get(paper.get_absolute_url())

    page = response.content.decode()
    assert response.status_code == 200
    assert "The figures were wrong." in page
    assert "Because it works" not in page
    assert client.get(pdf_of(paper)).url == paper.get_absolute_url()


def test_a_withdrawn_paper_is_in_no_list(client):
    paper = PaperFactory(withdrawn=True, title="Gone")

    for address in (
        reverse("knowledge_exchange:index"),
        reverse("knowledge_exchange:papers"),
        paper.meeting.get_absolute_url(),
    ):
        assert "Gone" not in client.get(address).content.decode()


def test_a_draft_that_was_given_up_stays_among_its_readers(client):
    paper = PaperFactory(
        status="withdrawn", withdrawn_at="2026-10-01T00:00Z", withdrawal_reasons="Doubled."
    )

    assert client.get(paper.get_absolute_url()).status_code == 404
    client.force_login(UserFactory(secretariat=True))
    assert "Doubled." in client.get(paper.get_absolute_url()).content.decode()


def test_the_next_version_of_a_published_paper_stays_unseen(client):
    paper = PaperFactory(published=True)
    PaperVersionFactory(paper=paper, body="Secret until cleared")

    page = client.get(paper.get_absolute_url()).content.decode()

    assert "Because it works" in page
    assert "Secret until cleared" not in page


def test_the_download_is_a_pdf_under_the_papers_name_that_no_browser_guesses_about(client):
    paper = PaperFactory(record=True, slug="what-buyers-ask")
    PaperVersionFactory(paper=paper, ready=True)

    response = client.get(pdf_of(paper))

    assert response.getvalue().startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="what-buyers-ask.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_hostile_markdown_reaches_the_page_as_words(client):
    paper = PaperFactory(record=True, title="<script>x</script>")
    PaperVersionFactory(paper=paper, published=True, body="<script>alert(1)</script>")

    page = client.get(paper.get_absolute_url()).content.decode()

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_members_see_how_far_each_paper_in_preparation_is(client):
    staff = UserFactory(secretariat=True)
    asked, silent, corrected = (
        PaperFactory(drafted=True, title=t) for t in ("Asked", "Silent", "C")
    )
    publishing.publish(corrected, **two_people(), now=NOW, clearance="Adopted.")
    draft = writing.begin_correction(corrected, what_changed="A sum.", by=staff, now=NOW)
    until = NOW + timedelta(days=10)
    consulting.open_comments(asked, until=until, by=staff, now=NOW)
    clearing.begin(silent, until=until, by=staff, now=NOW)
    address = reverse("knowledge_exchange:index")
    assert "in preparation" not in client.get(address).content.decode()
    client.force_login(RepresentativeFactory(role="observer").user)

    page = html.fromstring(client.get(address).content)

    rows = page.xpath("//section[@aria-labelledby='in-preparation']//li")
    shown = {row.xpath(".//a")[0].text: " ".join(row.text_content().split()) for row in rows}
    assert "comments until 12 November 2026" in shown["Asked"]
    assert "objections until 12 November 2026" in shown["Silent"]
    assert f"version {draft.number} Draft" in shown["C"]


def test_words_once_asked_of_the_list_lead_to_the_search(client):
    answer = client.get(reverse("knowledge_exchange:papers"), {"q": "life cycle"})

    assert answer.headers["Location"] == reverse("knowledge_exchange:search") + "?q=life+cycle"


@pytest.mark.parametrize(
    "query", ["?after=999999999", "?before=x", "?after=", "?after=" + "9" * 3000]
)
def test_an_odd_query_gives_the_first_page(client, query):
    PaperFactory(record=True, title="Life cycle costing")

    page = client.get(reverse("knowledge_exchange:papers") + query).content.decode()

    assert "Life cycle costing" in page


def test_the_list_is_read_page_by_page_and_back(client):
    first, *_between, last = [
        PaperFactory(record=True, title=f"Costing {number:02}") for number in range(21)
    ]
    newest = client.get(reverse("knowledge_exchange:papers"))
    oldest = client.get(
        reverse("knowledge_exchange:papers"), {"after": newest.context["page"].after}
    )

    assert [paper.title for paper in oldest.context["page"].rows] == [first.title]
    assert newest.context["page"].rows[0] == last
    assert "Next page" in newest.content.decode()
    again = client.get(reverse("knowledge_exchange:papers"), {"before": first.pk})
    assert again.context["page"].rows == newest.context["page"].rows


@pytest.mark.parametrize("name", ["index", "papers"])
def test_more_papers_take_no_more_queries(client, name, django_assert_num_queries):
    for _number in range(8):
        PaperFactory(published=True)

    with django_assert_num_queries({"index": 4, "papers": 1}[name]):
        client.get(reverse(f"knowledge_exchange:{name}"))


def test_nothing_yet_is_said_in_words(client):
    page = client.get(reverse("knowledge_exchange:index")).content.decode()

    assert "No paper yet" in page
    assert "No meeting yet" in page
