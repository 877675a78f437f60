"""A paper's own page in the admin, its list, and the phases as both and the members read them."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import look, press, text
from common.waiting import Viewer
from knowledge_exchange.models import DailyUse, Paper
from knowledge_exchange.papers import exporting, page_parts, phases, queues
from knowledge_exchange.papers.services import (
    clearing,
    commenting,
    consulting,
    positions,
    publishing,
    writing,
)
from knowledge_exchange.tests.factories import (
    NOW,
    AuthorFactory,
    PaperFactory,
    PaperVersionFactory,
    PositionFactory,
    ThemeFactory,
)
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory, two_people
from proposals.models import Proposal
from traces.enums import Act
from traces.models import Trace

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
END = NOW + 10 * DAY
PUBLISHED_TEXT = "# Why\n\nBecause it works."


@pytest.fixture
def secretariat(client):
    user = UserFactory(secretariat=True)
    client.force_login(user)
    return user


@pytest.fixture
def delegate():
    return RepresentativeFactory().user


def address(act, *args):
    return reverse(f"admin:knowledge_exchange_paper_{act}", args=args)


def stands(paper, now=NOW):
    row = phases.with_phases(Paper.objects.all()).get(pk=paper.pk)
    return phases.sentence(row, phases.draft_of(row), now)


def states(paper, now=NOW):
    row = phases.with_phases(Paper.objects.all()).get(pk=paper.pk)
    return [phase.state for phase in phases.bar(row, phases.draft_of(row), now)]


# --- Phases -----------------------------------------------------------------------------


def test_each_phase_is_named_in_plain_words(secretariat, delegate):
    paper = PaperVersionFactory().paper
    assert stands(paper) == "Being written"
    consulting.open_comments(paper, until=END, by=secretariat, now=NOW)
    assert stands(paper).startswith("Open for comments until 12 November 2026")
    assert states(paper) == ["past", "now", "to-come", "to-come", "to-come"]
    assert stands(paper, END).startswith("Comments closed on 12 November 2026")
    assert states(paper, END) == ["past", "past", "now", "to-come", "to-come"]
    silence = clearing.begin(paper, until=END + 10 * DAY, by=secretariat, now=END)
    assert stands(paper, END).startswith("Adopted by silence on 22 November 2026")
    objection = clearing.object_to(silence, reasons="No.", by=delegate, now=END)
    assert stands(paper, END).startswith("A centre objects; the silence procedure runs until")
    clearing.withdraw_objection(objection, by=delegate, now=END)
    clearing.adopt_due(END + 10 * DAY)
    assert stands(paper) == "Adopted by silence on 22 November 2026"
    assert states(paper) == ["past", "past", "past", "past", "to-come"]
    publishing.publish(paper, **two_people(), now=END + 11 * DAY)
    assert stands(paper) == "Published on 23 November 2026"
    assert states(paper) == ["past"] * 5


def test_a_phase_that_did_not_take_place_is_left_out():
    paper = PaperFactory(published=True)

    assert states(paper) == ["past", "left-out", "left-out", "left-out", "past"]


def test_a_correction_is_named_beside_what_is_published(secretariat):
    paper = PaperFactory(published=True)
    writing.begin_correction(paper, what_changed="A sum.", by=secretariat, now=NOW)

    number = paper.versions.drafts().get().number
    assert stands(paper) == f"Published; version {number} in preparation: being written"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"withdrawn": True}, "Withdrawn on 1 October 2026"),
        ({"record": True}, "Announced 1 October 2026; the text is not held here"),
        ({}, "No text has been written yet"),
    ],
)
def test_what_has_no_version_in_preparation_says_where_it_stands(state, words):
    assert stands(PaperFactory(**state)) == words


def test_members_read_the_phase_on_the_papers_pages(client, secretariat, delegate):
    paper = PaperVersionFactory().paper
    consulting.open_comments(paper, until=END, by=secretariat, now=NOW)
    client.force_login(delegate)

    for name in ("paper", "write", "comments", "clearance"):
        page = client.get(reverse(f"knowledge_exchange:{name}", args=[paper.slug]))
        assert 'class="phases"' in page.content.decode()


# --- What the centres say, where one decides ---------------------------------------------


@pytest.fixture
def cleared(secretariat, delegate):
    paper = PaperVersionFactory().paper
    silence = clearing.begin(paper, until=END, by=secretariat, now=NOW)
    positions.state(silence.version, stance="reserve", text="Mind the costs.", by=delegate, now=NOW)
    clearing.adopt_due(END)
    return paper


@pytest.mark.parametrize("act", ["change", "publish"])
def test_positions_stand_where_one_publishes(client, cleared, act):
    shown = text(client.get(address(act, cleared.pk)))

    assert "Mind the costs." in shown
    assert "Has a reservation" in shown


def test_whoever_releases_reads_them_as_well(client, cleared):
    press(client, address("publish", cleared.pk), reason="It is ready.")

    facts = dict(Proposal.objects.get().facts)
    assert "Has a reservation. Mind the costs." in facts["Positions of the centres"]
    assert facts["Objections"] == "No centre objects."


def test_open_comments_stand_where_one_begins_clearance(client, secretariat, delegate):
    version = PaperVersionFactory()
    consulting.open_comments(version.paper, until=END, by=secretariat, now=NOW)
    commenting.comment(version, text="Which centres?", passage="", by=delegate, now=NOW)
    consulting.end_comments(version.paper, by=secretariat, now=NOW)

    for page in ("change", "begin_silence"):
        shown = text(client.get(address(page, version.paper_id)))
        assert "Which centres?" in shown
    assert "1 comment is still open." in shown


def test_objections_stand_on_the_page_and_where_one_says_how_it_goes_on(
    client, secretariat, delegate
):
    version = PaperVersionFactory()
    silence = clearing.begin(version.paper, until=END, by=secretariat, now=NOW)
    clearing.object_to(silence, reasons="The costs are wrong.", by=delegate, now=NOW)

    for page in ("change", "vote", "discuss"):
        assert "The costs are wrong." in text(client.get(address(page, version.paper_id)))


def test_the_page_takes_the_same_queries_however_much_was_said(
    client, secretariat, django_assert_max_num_queries
):
    version = PaperVersionFactory()
    for _number in range(6):
        PositionFactory(version=version, saves=version.saves)
        AuthorFactory(paper=version.paper)
    person = RepresentativeFactory().user
    consulting.open_comments(version.paper, until=END, by=secretariat, now=NOW)
    for number in range(6):
        commenting.comment(version, text=f"Why {number}?", passage="", by=person, now=NOW)

    with django_assert_max_num_queries(36):
        client.get(address("change", version.paper_id))


# --- Corrections ------------------------------------------------------------------------


def test_a_correction_begins_by_its_step_with_the_published_text(client, secretariat):
    paper = PaperFactory(published=True)
    older = paper.versions.get()
    page = client.get(address("change", paper.pk)).content.decode()
    assert address("begin_correction", paper.pk) in page

    begun = press(client, address("begin_correction", paper.pk), what_changed="A sum was wrong.")

    draft = paper.versions.drafts().get()
    assert (draft.body, draft.what_changed) == (PUBLISHED_TEXT, "A sum was wrong.")
    assert draft.number == older.number + 1
    assert begun.url == reverse("knowledge_exchange:write", args=[paper.slug])
    again = look(client, address("begin_correction", paper.pk), what_changed="Once more.")
    assert "not possible now" in again.content.decode()


def test_the_raw_form_offers_no_empty_version_of_a_published_paper(client, secretariat):
    paper = PaperFactory(published=True)

    page = client.get(address("edit", paper.pk)).content.decode()

    assert 'name="versions-TOTAL_FORMS" value="0"' in page


def test_no_other_way_begins_a_correction_that_says_nothing(secretariat):
    paper = PaperFactory(published=True)
    version = PaperVersionFactory.build(paper=paper, body="Another text")

    with pytest.raises(Refused, match="starts from the published text"):
        writing.save_draft(version, by=secretariat, now=NOW)


# --- The list ---------------------------------------------------------------------------


def test_each_paper_stands_in_its_queues(secretariat, delegate):
    written = PaperVersionFactory().paper
    published = PaperFactory(published=True)
    withdrawn = PaperFactory(withdrawn=True)
    broken = PaperVersionFactory(failed=True).paper
    commented = PaperVersionFactory().paper
    consulting.open_comments(commented, until=END, by=secretariat, now=NOW)
    opposed = PaperVersionFactory().paper
    silence = clearing.begin(opposed, until=END, by=secretariat, now=NOW)
    clearing.object_to(silence, reasons="No.", by=delegate, now=NOW)

    def found(now):
        rows, viewer = Paper.objects.all(), Viewer(secretariat, now)
        return {queue.name: set(queue.rows(rows, viewer)) for queue in queues.QUEUES}

    assert found(NOW) == {
        "draft": {written},
        "open": {commented},
        "comments": set(),
        "silence": {opposed},
        "objection": {opposed},
        "cleared": set(),
        "pdf": {broken},
        "published": {published},
        "withdrawn": {withdrawn},
    }
    assert found(END)["comments"] == {commented}


def test_the_list_narrows_finds_and_orders(client, secretariat):
    theme = ThemeFactory(slug="costs")
    wanted = PaperFactory(record=True, title="Der größte Nutzen", language="de")
    wanted.themes.set([theme])
    PaperFactory(record=True, title="Something else", announced="2024")

    for query in ("theme=costs", "year=2026", "language=de", "q=groesste", "q=größte"):
        page = client.get(f"{address('changelist')}?{query}").content.decode()
        assert "Der größte Nutzen" in page, query
        assert "Something else" not in page, query
    for sort in ("title", "-title", "meeting", "announced", "-since"):
        page = client.get(f"{address('changelist')}?sort={sort}")
        assert page.content.decode().count('name="chosen"') == 2


def test_papers_are_taken_along_as_a_table(client, secretariat):
    PaperFactory(published=True, title="Costs", authors="Jansen, Eva", licence="CC BY 4.0")

    rows = list(exporting.table(Paper.objects.all()))
    file = client.get(address("export", "csv"))

    assert rows[1][0] == "Costs"
    assert b"Jansen, Eva" in b"".join(file.streaming_content)
    assert Trace.objects.filter(what=Act.EXPORTED).exists()


def test_a_paper_is_found_in_the_search_over_everything(rf, secretariat):
    paper, shown = PaperFactory(title="Die Söhne"), admin.site._registry[Paper]

    for typed in ("soehne", "Söhne"):
        found, _many = shown.get_search_results(rf.get("/"), Paper.objects.all(), typed)
        assert list(found) == [paper]


# --- On other pages ---------------------------------------------------------------------


def test_the_pages_of_centre_and_meeting_show_their_papers_to_the_desk():
    centre = CentreFactory()
    written = PaperVersionFactory().paper
    AuthorFactory(paper=written, centre=centre)
    organised = PaperFactory(published=True)
    organised.meeting.organising_centres.add(centre)
    PaperFactory()

    shown = page_parts.papers_for_the_desk_of_centre(centre)["papers"]
    assert dict(shown) == {
        written: "Being written",
        organised: "Published on 1 October 2026",
    }
    shown = page_parts.papers_for_the_desk_of_meeting(written.meeting)["papers"]
    assert [paper for paper, _words in shown] == [written]


def test_the_paper_says_how_often_it_is_read(client, secretariat):
    paper = PaperFactory(published=True)
    DailyUse.objects.create(paper=paper, day=NOW.date(), views=3, downloads=1)

    page = text(client.get(address("change", paper.pk)))

    assert "Read 3 times, downloaded 1 time." in page
