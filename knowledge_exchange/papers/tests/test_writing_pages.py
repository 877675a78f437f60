"""The writers' pages: who may open them, and what they do without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowledge_exchange.models import Paper
from knowledge_exchange.papers.services import details
from knowledge_exchange.tests.factories import (
    NOW,
    AuthorFactory,
    FigureFactory,
    MeetingFactory,
    PaperFactory,
    PaperVersionFactory,
    RevisionFactory,
    ThemeFactory,
    picture,
)
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from uploads.tests.test_pdf_checking import pdf_file

pytestmark = pytest.mark.django_db
OF_WRITERS = (
    *("write", "write_details", "write_authors", "write_text", "write_pdf", "write_figures"),
    *("write_check", "write_new_version"),
)
POSTED = ("autosave_text", "preview_text")


def to(name, paper, *more):
    return reverse(f"knowledge_exchange:{name}", args=[paper.slug, *more])


def sign_in(client, who):
    users = {
        "secretariat": lambda: UserFactory(secretariat=True),
        "applicant": UserFactory,
        "staff": lambda: UserFactory(staff=True),
    }
    user = users.get(who, lambda: RepresentativeFactory(role=who).user)()
    client.force_login(user)
    return user


@pytest.fixture
def writer(client):
    return sign_in(client, "alternate")


@pytest.fixture
def paper():
    return PaperFactory()


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("who", "draft", "public"),
    [
        ("secretariat", 200, 200),
        ("delegate", 200, 200),
        ("alternate", 200, 200),
        ("observer", 403, 403),
        ("applicant", 404, 403),
        ("staff", 404, 403),
    ],
)
def test_writers_write_readers_are_refused_and_others_find_nothing(client, who, draft, public):
    sign_in(client, who)
    drafted, published = PaperFactory(drafted=True), PaperFactory(published=True)
    AuthorFactory(paper=drafted)

    for name in OF_WRITERS:
        answers = {client.get(to(name, paper)).status_code for paper in (drafted, published)}
        assert answers <= {draft, public, 302 if draft == 200 else draft}, name
    for name in POSTED:
        assert client.post(to(name, drafted), {"body": "x"}).status_code == draft, name
    author = drafted.author_list.get()
    acts = to("act_on_author", drafted, author.pk, "up"), to("change_author", drafted, author.pk)
    assert client.post(acts[0]).status_code == (302 if draft == 200 else draft)
    assert client.get(acts[1]).status_code == draft


def test_who_is_not_signed_in_is_asked_to_and_a_script_is_told(client, paper):
    for name in OF_WRITERS:
        assert client.get(to(name, paper)).status_code == 302
    assert client.post(to("autosave_text", paper), {"body": "x"}).status_code == 403


@pytest.mark.parametrize(("who", "answer"), [("delegate", 302), ("observer", 403)])
def test_a_paper_is_begun_from_its_meeting(client, who, answer):
    sign_in(client, who)
    meeting = MeetingFactory()
    address = reverse("knowledge_exchange:begin_paper", args=[meeting.number])

    assert (address in client.get(meeting.get_absolute_url()).content.decode()) == (answer == 302)
    assert client.post(address, {"title": "Green buying"}).status_code == answer

    assert Paper.objects.filter(meeting=meeting).exists() == (answer == 302)


def test_the_details_are_saved_and_a_doi_is_the_secretariats(client, writer, paper):
    theme = ThemeFactory()
    said = {"title": "New", "language": "en", "licence": "CC BY 4.0", "themes": [theme.pk]}
    page = client.get(to("write_details", paper))

    seen = page.context["seen"]
    client.post(to("write_details", paper), {**said, "doi": "10.1234/x", "seen": seen})

    changed = Paper.objects.get()
    assert (changed.title, changed.licence, changed.doi) == ("New", "CC BY 4.0", "")
    assert list(changed.themes.all()) == [theme]


def test_details_changed_meanwhile_are_shown_beside_what_was_typed(client, writer, paper):
    seen = client.get(to("write_details", paper)).context["seen"]
    Paper.objects.update(abstract="A colleague's words")

    said = {"title": paper.title, "language": "en", "abstract": "My words", "seen": seen}
    page = client.post(to("write_details", paper), said)

    assert page.status_code == 409
    assert "A colleague&#x27;s words" in page.content.decode()
    assert Paper.objects.get().abstract == "A colleague's words"
    client.post(to("write_details", paper), {**said, "seen": page.context["seen"]})
    assert Paper.objects.get().abstract == "My words"


def test_who_began_a_paper_gives_it_up_while_nobody_was_asked(client, writer):
    paper = details.begin_paper(MeetingFactory(), title="A slip", by=writer, now=NOW)
    assert to("give_up", paper) in client.get(to("write", paper)).content.decode()
    assert "required" in client.post(to("give_up", paper), {}).content.decode()
    other = details.begin_paper(MeetingFactory(), title="Not mine", by=UserFactory(), now=NOW)
    assert client.post(to("give_up", other), {"reasons": "No."}).status_code == 403

    asked = details.begin_paper(MeetingFactory(), title="Asked", by=writer, now=NOW)
    PaperVersionFactory(paper=asked, comments_until=NOW)  # a draft again, but they were asked
    assert client.post(to("give_up", asked), {"reasons": "No."}).status_code == 403

    client.post(to("give_up", paper), {"reasons": "Begun by mistake."})

    paper.refresh_from_db()
    other.refresh_from_db()
    assert paper.withdrawal_reasons == "Begun by mistake."
    assert other.is_in_preparation


def test_authors_are_added_and_ordered_by_buttons(client, writer, paper):
    centre = CentreFactory(name="PIANOo")
    client.post(to("add_author", paper, "person"), {"family_name": "Jansen"})
    client.post(to("add_author", paper, "centre"), {"centre": centre.pk})
    page = client.post(
        to("add_author", paper, "person"), {"family_name": "X", "orcid": "0000-0002-1825-0098"}
    )
    assert "This is no ORCID iD" in page.content.decode()
    jansen, pianoo = paper.author_list.all()

    client.post(to("act_on_author", paper, pianoo.pk, "up"))
    client.post(
        to("change_author", paper, jansen.pk), {"family_name": "Jansen", "given_names": "E"}
    )
    assert Paper.objects.get().authors == "PIANOo; Jansen, E"
    client.post(to("act_on_author", paper, jansen.pk, "remove"))
    page = client.post(to("act_on_author", paper, jansen.pk, "up"), follow=True)

    assert Paper.objects.get().authors == "PIANOo"
    assert "removed meanwhile" in page.content.decode()


def test_the_text_is_saved_by_its_button_and_shown_beside_a_newer_one(client, writer, paper):
    address = to("write_text", paper)
    client.post(address, {"body": "One\r\n\r\nTwo", "seen": 0, "leave": ""})
    version = paper.versions.get()
    assert version.body == "One\n\nTwo"

    page = client.post(address, {"body": "Mine\n\nTwo", "seen": 0, "window": "other"})

    content = page.content.decode()
    assert page.status_code == 409
    assert [row.is_changed for row in page.context["conflict"]["rows"]] == [True]
    assert "<del>" in content
    assert "Mine\n\nTwo</textarea>" in content
    assert page.context["seen"] == 1
    client.post(address, {"body": "Mine\n\nTwo", "seen": 1, "window": "other"})
    assert paper.versions.get().body == "Mine\n\nTwo"


def test_typing_is_saved_and_told_as_the_script_expects(client, writer, paper):
    address = to("autosave_text", paper)

    saved = client.post(address, {"body": "One", "seen": 0, "window": "a"})
    empty = client.post(address, {"body": " ", "seen": 1, "window": "a"})
    conflict = client.post(address, {"body": "Two", "seen": 0, "window": "b"})
    paper.versions.update(stage="cleared")
    gone = client.post(address, {"body": "Three", "seen": 1, "window": "a"})

    assert saved.json() == {"seen": 1, "errors": {}}
    assert list(empty.json()["errors"]) == ["body"]
    assert (conflict.status_code, conflict.json()["seen"]) == (409, 1)
    assert 'id="conflict"' in conflict.json()["conflict"]
    assert gone.status_code == 410
    assert paper.versions.get().body == "One"


def test_what_is_refused_stays_on_the_page(client, writer):
    version = PaperVersionFactory(stage="cleared")

    page = client.post(to("write_text", version.paper), {"body": "My words", "seen": 0})

    assert "stands still" in page.content.decode()
    assert "My words</textarea>" in page.content.decode()


def test_a_preview_saves_nothing_and_says_what_is_not_shown(client, writer, paper):
    typed = {"body": "# Why\n\n<script>alert(1)</script>", "seen": 0}

    by_button = client.post(to("write_text", paper), {**typed, "preview": ""}).content.decode()
    by_script = client.post(to("preview_text", paper), typed).content.decode()

    for page in (by_button, by_script):
        assert "<script>alert" not in page
        assert "HTML is shown as typed" in page
        assert "section-why" in page
    assert not paper.versions.exists()


def test_a_pdf_becomes_the_text_of_record_and_a_text_takes_its_place(client, writer, paper):
    refused = client.post(
        to("write_pdf", paper), {"upload": SimpleUploadedFile("x.pdf", b"<html>")}
    )
    assert "not what its name" in refused.content.decode()
    client.post(to("write_pdf", paper), {"upload": pdf_file()})
    assert paper.versions.get().is_uploaded
    assert client.get(to("write_text", paper)).url == to("write_pdf", paper)

    client.get(to("write_text", paper), {"instead": "1"})
    client.post(to("write_text", paper), {"body": "Words", "seen": 1, "instead": "1"})

    assert not paper.versions.get().is_uploaded


def test_figures_are_added_described_and_removed(client, writer, paper):
    address = to("write_figures", paper)
    upload = SimpleUploadedFile("My map.png", picture())
    client.post(address, {"upload": upload, "description": "A map."})
    figure = paper.figures.get()
    assert (figure.name, figure.by) == ("my-map", writer)
    upload.seek(0)

    again = client.post(address, {"upload": upload, "description": "A map.", "name": "my-map"})
    undescribed = client.post(address, {"upload": SimpleUploadedFile("b.png", picture())})
    assert "already has a figure" in again.content.decode()
    assert undescribed.context["form"].errors.keys() == {"description"}

    client.post(to("remove_figure", paper, figure.pk))
    assert not paper.figures.exists()


def test_the_check_page_names_gaps_warnings_and_figures_not_shown(client, writer, paper):
    FigureFactory(paper=paper, name="map")
    PaperVersionFactory(paper=paper, body="See [@nowhere].")
    Paper.objects.filter(pk=paper.pk).update(why_not_stated="")

    page = client.get(to("write_check", paper)).content.decode()

    for part in ("Write the abstract", "Name the authors", "“nowhere”", "<code>map</code>"):
        assert part in page


def test_a_new_version_asks_what_is_corrected_and_can_say_it_anew(client, writer):
    paper = PaperFactory(published=True)
    assert client.get(to("write_text", paper)).url == to("write_new_version", paper)
    empty = client.post(to("write_new_version", paper), {"what_changed": " "})
    assert empty.context["form"].errors

    for said in ("A number.", "Two numbers."):
        client.post(to("write_new_version", paper), {"what_changed": said})

    assert paper.versions.drafts().get().what_changed == "Two numbers."


def test_published_versions_are_compared_by_everybody_and_drafts_by_members(client):
    paper = PaperFactory(record=True)
    for number, body in ((1, "We may buy"), (2, "We will buy")):
        PaperVersionFactory(paper=paper, number=number, body=body, published=True)
    PaperVersionFactory(paper=paper, number=3, body="We must buy")
    address = to("compare", paper)

    public = client.get(address, {"old": 1, "new": 2}).content.decode()
    draft = client.get(address, {"old": 1, "new": 3}).content.decode()
    assert "<ins>" in public
    assert "must" not in draft
    sign_in(client, "observer")
    assert "must" in client.get(address, {"old": 1, "new": 3}).content.decode()


def test_saved_texts_are_read_by_readers_and_brought_back_by_writers(client, writer):
    version = PaperVersionFactory(body="Two")
    one = RevisionFactory(version=version, number=1, body="One")
    RevisionFactory(version=version, number=2, body="Two")
    page = client.get(to("saved", version.paper)).content.decode()
    assert "<del>" in page

    client.post(to("bring_back", version.paper, one.pk))
    version.refresh_from_db()
    assert version.body == "One"
    sign_in(client, "observer")

    assert "Bring this text back" not in client.get(to("saved", version.paper)).content.decode()
    assert client.post(to("bring_back", version.paper, one.pk)).status_code == 403
    sign_in(client, "applicant")
    assert client.get(to("saved", version.paper)).status_code == 404


def test_a_withdrawn_paper_leads_to_its_page(client, writer):
    paper = PaperFactory(withdrawn=True)

    assert client.get(to("write", paper)).url == paper.get_absolute_url()
    assert client.get(to("compare", paper)).url == paper.get_absolute_url()
