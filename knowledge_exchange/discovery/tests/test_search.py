"""Full-text search: who finds what, in which order, with which passage."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from common import search_updates
from knowledge_exchange.discovery import passages, searching
from knowledge_exchange.discovery.enums import Audience
from knowledge_exchange.discovery.services import indexing
from knowledge_exchange.meetings.enums import Visibility
from knowledge_exchange.meetings.services import meetings, minutes
from knowledge_exchange.models import SearchEntry
from knowledge_exchange.papers.services import corrections, publishing
from knowledge_exchange.tests.factories import (
    NOW,
    AgendaItemFactory,
    AuthorFactory,
    DecisionFactory,
    MeetingFactory,
    MinutesFactory,
    PaperFactory,
    PaperVersionFactory,
    PartnerFactory,
)
from knowledge_exchange.tests.roles import READERS_OF_DRAFTS, as_role
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory, two_people

pytestmark = pytest.mark.django_db
PAGE = "/knowledge-exchange/search/"
PUBLIC = AnonymousUser()


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


def found(query, user=PUBLIC):
    page = searching.page_of(searching.search_terms(query), user=user, number=1)
    return [result.thing for result in page.object_list]


def indexed(**facts):
    paper = PaperFactory(record=True, **facts)
    indexing.index_paper(paper)
    return paper


def with_text(body, **facts):
    paper = PaperFactory(record=True, **facts)
    PaperVersionFactory(paper=paper, published=True, body=body)
    indexing.index_paper(paper)
    return paper


def test_the_page_shows_the_passage_that_matches_with_its_words_marked(client):
    with_text("# Why\n\nNothing here.\n\nBuyers & <sellers> share the **risk** of pilots.")

    page = client.get(PAGE, {"q": "risk pilot"}).content.decode()

    assert "Buyers &amp; " in page
    assert "share the <mark>risk</mark> of <mark>pilots</mark>." in page
    assert "1 result for" in page


def test_what_was_typed_is_shown_as_text(client):
    page = client.get(PAGE, {"q": "<script>alert(1)</script> zebra' & !:*"}).content.decode()

    assert "<script>alert" not in page
    assert "Nothing has all of these words" in page


@pytest.mark.parametrize("query", ["", "a", "' | & !", "…", "x" * 500])
def test_a_query_that_says_little_is_answered_calmly(client, query):
    page = client.get(PAGE, {"q": query, "page": "99999"})

    assert page.status_code == 200
    assert ("at least two letters" in page.content.decode()) == (query in ("a", "' | & !", "…"))


def test_accents_and_capitals_make_no_difference_and_stay_in_the_passage(client):
    with_text("Żółte Światło für Größe, και Προμήθειες.")

    for query in ("zolte SWIATLO", "grosse", "προμηθειες", "żółte"):
        assert len(found(query)) == 1, query
    assert "<mark>Żółte</mark>" in client.get(PAGE, {"q": "zolte"}).content.decode()


def test_a_word_is_found_by_its_beginning_and_all_words_are_wanted():
    paper = with_text("Procurement of innovation.")

    assert found("procure innov") == [paper]
    assert found("curement") == []
    assert found("procurement absent") == []
    assert (found("of"), found("in")) == ([paper], [])  # short ones whole


def test_titles_come_before_abstracts_before_texts_and_the_newer_first():
    text = with_text("About zebras.", announced="2026-09")
    abstract = indexed(abstract="Of zebras.", announced="2020")
    old = indexed(title="Zebras at large", announced="2019")
    new = indexed(title="A zebra's view", announced="2026-01-05")

    assert found("zebra") == [new, old, abstract, text]


def test_a_paper_is_found_from_its_publication_on_by_its_newest_text(secretariat):
    paper = PaperFactory(title="Draft of wonders")
    PaperVersionFactory(paper=paper, number=1, body="First wording.")
    assert SearchEntry.objects.count() == 0

    by = {"by": secretariat, "now": NOW}
    publishing.publish(paper, clearance="Adopted.", **by, released_by=UserFactory())
    assert found("wording") == [paper]
    PaperVersionFactory(paper=paper, number=2, body="Second thoughts.")
    assert found("thoughts", secretariat) == []
    publishing.publish(paper, clearance="Adopted.", **by, released_by=UserFactory())

    assert (found("wording"), found("thoughts")) == ([], [paper])


def test_what_only_the_title_says_is_shown_with_the_abstract(client):
    indexed(title="Zebras", authors="Jansen, Eva", keywords="horses", abstract="They are " * 9)

    page = client.get(PAGE, {"q": "zebra"}).content.decode()

    assert '<p class="passage">They are They' in page


def test_a_withdrawn_paper_is_found_by_its_title_only(secretariat, client):
    paper = with_text("Secret recipe.", title="Old pudding", abstract="Of recipes.")

    publishing.withdraw(paper, **two_people(), reasons="Burnt.", now=NOW)

    assert (found("recipe"), found("pudding")) == ([], [paper])
    assert "Withdrawn Expert Opinion Paper" in client.get(PAGE, {"q": "pudding"}).content.decode()


def test_changed_details_and_authors_are_found_at_once(secretariat):
    paper = indexed(title="Before")

    corrections.correct(
        paper,
        changes={"keywords": "mobility, rail"},
        author_list=[corrections.facts_of_author(AuthorFactory.build(family_name="Żak"))],
        **two_people(),
        now=NOW,
    )

    assert found("rail") == found("zak") == [paper]


def test_a_meeting_is_found_by_members_first_and_by_everybody_once_it_is_public(secretariat):
    meeting = MeetingFactory(summary="Robots in hospitals")
    meetings.set_agenda(
        meeting, [AgendaItemFactory.build(meeting=None, title="Opening", speaker="Dr Secret")]
    )
    delegate = RepresentativeFactory().user
    assert (found("robots"), found("robots", delegate)) == ([], [meeting])

    meetings.publish(meeting, by=secretariat, now=NOW)

    assert found("robots") == found("opening") == [meeting]
    assert (found("secret"), found("secret", delegate)) == ([], [meeting])  # who speaks


def test_a_meeting_is_found_by_who_organises_it_and_by_members_also_by_its_chair():
    meeting = MeetingFactory(
        public=True, chair="Dr Secret", chairing_centre=CentreFactory(name="KEINO")
    )
    meeting.organising_centres.add(CentreFactory(name="PIANOo"))
    meeting.partners.add(PartnerFactory(name="Utrecht University"))
    indexing.index_meeting(meeting)

    assert found("pianoo utrecht keino") == [meeting]
    delegate = RepresentativeFactory().user
    assert (found("secret"), found("secret", delegate)) == ([], [meeting])


def test_minutes_are_found_by_those_who_may_read_them_once_they_are_sent(secretariat):
    meeting = MeetingFactory(public=True)
    written = MinutesFactory(meeting=meeting, text="We spoke of zebras.")
    DecisionFactory(meeting=meeting, text="Feed the giraffes.")
    delegate = RepresentativeFactory().user
    indexing.index_meeting(meeting)
    assert found("zebras", delegate) == found("giraffes", secretariat) == []

    minutes.share(meeting, by=secretariat, now=NOW)
    assert (found("zebras"), found("zebras", delegate)) == ([], [meeting])

    written.refresh_from_db()
    written.visibility = Visibility.PUBLIC
    written.save()
    indexing.index_meeting(meeting)
    assert found("zebras") == found("giraffes") == [meeting]
    assert SearchEntry.objects.count() == 1


@pytest.mark.parametrize("role", ["public", "staff without rights", "former delegate", "observer"])
def test_each_role_finds_what_it_may_see(client, role):
    meeting = MeetingFactory(title="Closed circle")
    indexing.index_meeting(meeting)

    page = as_role(client, role).get(PAGE, {"q": "circle"}).content.decode()

    assert (meeting.get_absolute_url() in page) == (role in READERS_OF_DRAFTS)


def test_a_page_asks_the_same_few_questions_however_much_is_found(
    client, django_assert_num_queries
):
    for number in range(12):
        indexed(title=f"Zebra {number}", announced=f"2026-01-{number + 1:02}")
    client.get(PAGE, {"q": "zebra"})

    with django_assert_num_queries(5 + transaction_statements()):
        page = client.get(PAGE, {"q": "zebra", "page": 2}).content.decode()
    assert page.count("<mark>Zebra</mark>") == 2
    assert "Page 2 of 2" in page


@pytest.mark.postgres
def test_postgresql_looks_in_the_index_of_words(client):
    indexed(title="Zebra")
    entries = SearchEntry.objects.visible_to(PUBLIC)
    searching.use_index_of_words("default")

    assert "search_entry_by_words" in searching.matching(entries, ["zebra"]).explain()


def transaction_statements():
    """PostgreSQL is told to use the index."""
    return 1 if transaction.get_connection().vendor == "postgresql" else 0


def test_the_index_is_rebuilt_from_what_is_there_as_often_as_one_likes(capsys):
    with_text("Zebras.")
    PaperFactory(title="Draft")
    SearchEntry.objects.all().delete()

    for _time in range(2):
        call_command("rebuild_search")

        assert len(found("zebras")) == 1
        assert SearchEntry.objects.count() == 3  # the paper and both meetings
    assert "1 Expert Opinion Papers" in capsys.readouterr().out


def test_a_change_that_nothing_indexes_is_a_fault_and_not_forgotten():
    with pytest.raises(KeyError):
        search_updates.changed(UserFactory.build())


def test_the_papers_page_leads_to_the_search(client):
    assert PAGE in client.get(reverse("knowledge_exchange:papers")).content.decode()
    assert PAGE in client.get(reverse("knowledge_exchange:index")).content.decode()


def test_long_texts_are_cut_where_a_sentence_or_a_word_ends():
    sentence = "Ten words stand in this one sentence of the text. "
    lines = passages.split(sentence * 20 + "\n\n" + "w" * 700)

    assert all(len(line) <= passages.LONGEST for line in lines)
    assert all(line.endswith("text.") for line in lines[:-3])
    assert [len(line) for line in lines[-3:]] == [300, 300, 100]


def test_a_text_of_a_megabyte_of_words_can_be_indexed():
    body = " ".join(chr(0xAC00 + number % 11_000) * 3 + str(number) for number in range(30_000))
    paper = indexed()
    entry = paper.search_entries.get()
    lines = [passages.compared(line) for line in passages.split(body)]
    entry.search_text = passages.joined(lines * 3)
    entry.save()

    assert passages.MOST_BYTES - 10 < len(entry.search_text.encode()) <= passages.MOST_BYTES


def test_each_reader_has_one_entry_of_a_thing():
    paper = indexed()
    for wrong in (
        {"paper": paper, "audience": Audience.PUBLIC},
        {"paper": paper, "audience": Audience.MEMBERS},
        {"paper": paper, "meeting": paper.meeting, "audience": Audience.PUBLIC},
        {"audience": Audience.PUBLIC},
        {"meeting": paper.meeting, "audience": "nobody"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SearchEntry.objects.create(title="Twice", **wrong)
