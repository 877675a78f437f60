from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.tests.step_pages import confirm, look, press
from knowledge_exchange.models import Paper
from knowledge_exchange.papers.enums import PaperStatus, PdfState
from knowledge_exchange.papers.services import publishing
from knowledge_exchange.tests.factories import (
    NOW,
    AuthorFactory,
    MeetingFactory,
    PaperFactory,
    PaperVersionFactory,
)
from members.enums import RepresentativeRole
from members.tests.factories import CentreFactory, RepresentativeFactory, UserFactory
from outbox.models import Mail
from proposals import services as proposals
from proposals.models import Proposal
from tests.waiting import found
from uploads.tests.test_pdf_checking import pdf_file, script_on_opening

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(client):
    user = UserFactory(secretariat=True)
    client.force_login(user)
    return user


def address(act, *args, model="paper"):
    return reverse(f"admin:knowledge_exchange_{model}_{act}", args=args)


def authors_form(*authors):
    rows = {
        f"author_list-{number}-{name}": value
        for number, author in enumerate(authors)
        for name, value in {"position": number + 1, **author}.items()
    }
    counts = {"TOTAL_FORMS": len(authors), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0}
    return {**rows, **{f"author_list-{name}": value for name, value in counts.items()}}


def paper_form(meeting, **version):
    written = {"text_of_record": "written", "body": "", **version}
    return {
        "meeting": meeting.pk,
        "title": "What buyers ask",
        "slug": "what-buyers-ask",
        "abstract": "",
        "keywords": "",
        "language": "en",
        "licence": "",
        "announced": "",
        "doi": "",
        **authors_form(),
        "versions-TOTAL_FORMS": 1,
        "versions-INITIAL_FORMS": 0,
        "versions-MIN_NUM_FORMS": 0,
        "versions-MAX_NUM_FORMS": 1,
        **{f"versions-0-{name}": value for name, value in written.items()},
    }


def test_a_paper_is_entered_with_its_text(client, secretariat):
    client.post(address("add"), paper_form(MeetingFactory(), body="# Why"))

    paper = Paper.objects.get()
    version = paper.versions.get()
    assert (paper.status, version.number, version.body) == (PaperStatus.DRAFT, 1, "# Why")
    assert [event.by for event in paper.events.all()] == [secretariat, secretariat]


def test_a_paper_may_be_entered_before_its_text(client, secretariat):
    client.post(address("add"), paper_form(MeetingFactory()))

    assert not Paper.objects.get().versions.exists()


def test_a_paper_is_entered_with_a_pdf_as_its_text(client, secretariat):
    form = paper_form(MeetingFactory(), text_of_record="uploaded", upload=pdf_file())

    client.post(address("add"), form)

    assert Paper.objects.get().versions.get().pdf_state == PdfState.READY


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ({"text_of_record": "uploaded"}, "Choose the PDF file that is the text of record."),
        ({"body": "Text", "upload": "a pdf"}, "to publish the file you added"),
        (
            {"text_of_record": "uploaded", "upload": "a pdf with a script"},
            "contains scripts or attached files",
        ),
    ],
)
def test_a_version_that_does_not_fit_is_refused_with_a_reason(client, secretariat, version, reason):
    files = {"a pdf": pdf_file(), "a pdf with a script": pdf_file(script_on_opening)}
    version = {name: files.get(value, value) for name, value in version.items()}

    page = client.post(address("add"), paper_form(MeetingFactory(), **version))

    assert reason in page.content.decode()
    assert not Paper.objects.exists()


def test_a_text_is_changed_until_it_is_published(client, secretariat):
    version = PaperVersionFactory()
    form = paper_form(version.paper.meeting, id=version.pk, paper=version.paper_id, body="New")

    client.post(address("edit", version.paper_id), {**form, "versions-INITIAL_FORMS": 1})

    version.refresh_from_db()
    assert version.body == "New"


def test_a_text_that_was_saved_meanwhile_is_overwritten_only_knowingly(client, secretariat):
    version = PaperVersionFactory(saves=2, body="Theirs")
    form = paper_form(
        version.paper.meeting, id=version.pk, paper=version.paper_id, body="Mine", seen=1
    )
    address_of_form = address("edit", version.paper_id)

    page = client.post(address_of_form, {**form, "versions-INITIAL_FORMS": 1}).content.decode()
    version.refresh_from_db()
    assert "Somebody else saved this text" in page
    assert "Mine" in page
    assert version.body == "Theirs"
    client.post(address_of_form, {**form, "versions-INITIAL_FORMS": 1, "versions-0-seen": 2})

    version.refresh_from_db()
    assert version.body == "Mine"
    assert [text.body for text in version.revisions.all()] == ["Mine", "Theirs"]


def test_authors_of_a_paper_in_preparation_are_put_in_order(client, secretariat):
    paper = PaperFactory()
    jansen = AuthorFactory(paper=paper, position=1)
    form = paper_form(paper.meeting) | {
        "title": paper.title,
        "announced": paper.announced,
        "author_list-TOTAL_FORMS": 2,
        "author_list-INITIAL_FORMS": 1,
        "author_list-0-id": jansen.pk,
        "author_list-0-paper": paper.pk,
        "author_list-0-place": 2,
        "author_list-0-family_name": "Jansen",
        "author_list-1-place": 1,
        "author_list-1-family_name": "Abreu",
        "author_list-1-given_names": "Rui",
    }

    client.post(address("edit", paper.pk), form)

    changed = Paper.objects.get()
    assert changed.authors == "Abreu, Rui; Jansen"
    assert paper.author_list.get(position=2) == jansen


def test_a_published_text_has_no_field_in_the_form(client, secretariat):
    paper = PaperFactory(published=True)

    page = client.get(address("edit", paper.pk)).content.decode()

    assert "Because it works" not in page
    assert 'name="versions-INITIAL_FORMS" value="0"' in page


def test_the_page_before_publishing_shows_what_becomes_public_and_who_is_told(client, secretariat):
    reader = RepresentativeFactory()
    paper = PaperFactory(drafted=True)

    page = client.get(address("publish", paper.pk)).content.decode()

    assert paper.get_absolute_url() in page
    assert paper.meeting.get_absolute_url() in page
    assert reader.user.name in page
    paper.refresh_from_db()
    assert paper.status == PaperStatus.DRAFT
    assert not Mail.objects.exists()


FILLED_IN = {"clearance": "By silence.", "reason": "It is ready."}


def test_publishing_is_proposed_and_released_by_a_second_person(client, secretariat):
    RepresentativeFactory()
    paper = PaperFactory(drafted=True)

    response = press(client, address("publish", paper.pk), **FILLED_IN)

    release = reverse("admin:knowledge_exchange_paper_step", args=[paper.pk, "release"])
    assert response.url == address("change", paper.pk)
    assert "You proposed this" in client.get(release).content.decode()
    paper.refresh_from_db()
    assert not paper.is_published
    colleague = UserFactory(secretariat=True)
    client.force_login(colleague)
    assert release in client.get(address("change", paper.pk)).content.decode()
    press(client, release)
    proposals.put_into_effect(Proposal.objects.get(), now=timezone.now() + timedelta(days=1))
    paper.refresh_from_db()
    assert paper.is_published
    assert paper.versions.get().clearance.by == secretariat
    event = paper.events.get(act="published")
    assert (event.by, event.released_by) == (secretariat, colleague)
    assert f"released by {colleague}" in client.get(address("change", paper.pk)).content.decode()
    assert Mail.objects.count() == 1


def test_what_is_proposed_is_not_proposed_again(client, secretariat):
    paper = PaperFactory(drafted=True)
    publish = address("publish", paper.pk)
    tab, other = (look(client, publish, **FILLED_IN) for _ in range(2))
    first = confirm(client, publish, tab, **FILLED_IN)

    twice = confirm(client, publish, tab, **FILLED_IN)
    page = confirm(client, publish, other, **FILLED_IN)

    assert twice["Location"] == first["Location"]
    assert "Something is proposed already" in page.content.decode()
    assert Proposal.objects.count() == 1


def test_a_proposal_is_discarded_with_a_reason(client, secretariat):
    paper = PaperFactory(drafted=True)
    press(client, address("publish", paper.pk), **FILLED_IN)

    press(
        client,
        reverse("admin:knowledge_exchange_paper_step", args=[paper.pk, "discard-proposal"]),
        reason="Too early.",
    )

    assert Proposal.objects.get().status == "discarded"


@pytest.mark.parametrize(
    ("state", "act", "reason"),
    [
        ("published", "publish", "There is no new version to publish."),
        ("withdrawn", "withdraw", "The paper is already withdrawn."),
    ],
)
def test_what_cannot_be_done_is_not_asked_for(client, secretariat, state, act, reason):
    paper = PaperFactory(**{state: True})

    page = client.get(address(act, paper.pk)).content.decode()

    assert reason in page
    assert 'name="confirm"' not in page


def test_publishing_without_saying_how_it_was_cleared_shows_the_form_again(client, secretariat):
    paper = PaperFactory(drafted=True)

    page = press(client, address("publish", paper.pk), clearance=" ", reason="It is ready.")

    assert page.status_code == 200
    paper.refresh_from_db()
    assert not paper.is_published


def test_withdrawing_wants_reasons(client, secretariat):
    paper = PaperFactory(published=True)

    assert press(client, address("withdraw", paper.pk), reasons="").status_code == 200
    press(client, address("withdraw", paper.pk), reasons="Wrong figures.")

    assert Proposal.objects.get().reason == "Wrong figures."
    assert not Paper.objects.get().is_withdrawn


def test_a_paper_that_nobody_was_asked_about_is_given_up_by_one_person(client, secretariat):
    paper = PaperFactory(drafted=True)

    press(client, address("give_up", paper.pk), reasons="No time.")

    assert Paper.objects.get().withdrawal_reasons == "No time."


def test_a_version_begun_before_the_withdrawal_is_discarded(client, secretariat):
    paper = PaperFactory(drafted=True)
    publishing.give_up(paper, by=secretariat, reasons="No time.", now=NOW)

    press(client, address("discard_version", paper.pk))

    version = paper.versions.get()
    assert (version.stage, version.body) == ("discarded", version.body)
    assert not paper.versions.drafts().exists()
    assert (
        address("discard_version", paper.pk)
        not in client.get(address("change", paper.pk)).content.decode()
    )


def test_a_failed_pdf_is_flagged_and_made_again_by_a_button(client, secretariat):
    paper = PaperFactory(record=True)
    version = PaperVersionFactory(paper=paper, failed=True)

    page = client.get(address("change", paper.pk)).content.decode()
    assert "could not be made" in page
    assert "OSError: cannot load library" in page
    press(client, address("make_pdf", version.pk))

    version.refresh_from_db()
    assert (version.pdf_state, version.pdf_attempts) == (PdfState.PENDING, 0)


def test_status_and_history_cannot_be_edited(client, secretariat):
    paper = PaperFactory()
    form = paper_form(paper.meeting)

    client.post(
        address("edit", paper.pk),
        {**form, "status": "published", "published_at_0": "2026-01-01", "slug": "other"},
    )

    before = paper.slug
    paper.refresh_from_db()
    assert (paper.status, paper.published_at, paper.slug) == (PaperStatus.DRAFT, None, before)


@pytest.mark.parametrize("model", ["paper", "meeting", "partner"])
def test_nothing_is_ever_deleted(client, model):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    paper = PaperFactory()
    target = {"paper": paper.pk, "meeting": paper.meeting_id, "partner": 1}[model]

    assert client.get(address("delete", target, model=model)).status_code in (403, 302)
    assert Paper.objects.exists()


ACTS = [("paper", "publish"), ("paper", "withdraw"), ("paper", "make_pdf"), ("meeting", "publish")]


@pytest.mark.sample(10)
@pytest.mark.parametrize(("model", "act"), ACTS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "role", ["public", "observer", "delegate", "alternate", "staff without rights"]
)
def test_only_the_secretariat_acts(client, role, method, model, act):
    paper = PaperFactory(drafted=True)
    target = {"make_pdf": paper.versions.get().pk}.get(
        act, paper.pk if model == "paper" else paper.meeting_id
    )
    if role == "staff without rights":
        client.force_login(UserFactory(staff=True))
    elif role != "public":
        client.force_login(RepresentativeFactory(role=RepresentativeRole(role)).user)

    response = getattr(client, method)(
        address(act, target, model=model), {"clearance": "x", "reasons": "x"}
    )

    assert response.status_code in (302, 403)
    paper.refresh_from_db()
    assert (paper.status, paper.meeting.published_at) == (PaperStatus.DRAFT, None)


def test_the_desk_counts_what_waits_and_leads_to_it(client, secretariat):
    waiting = PaperVersionFactory(failed=True)
    drafted = PaperVersionFactory()
    PaperFactory(published=True)

    rows = found(secretariat, NOW)

    assert rows["PDFs not made"].count == 1
    assert rows["Papers in preparation"].count == 1
    for label, version in (("PDFs not made", waiting), ("Papers in preparation", drafted)):
        page = client.get(rows[label].page).content.decode()
        assert f">{version.paper}<" in page
        assert page.count('name="chosen"') == 1


def test_the_list_of_papers_takes_the_same_queries_at_any_length(
    client, secretariat, django_assert_max_num_queries
):
    for _number in range(10):
        PaperFactory(published=True)

    with django_assert_max_num_queries(11):
        client.get(address("changelist"))


def test_authors_are_entered_one_by_one_and_cited_in_one_line(client, secretariat):
    centre = CentreFactory(name="PIANOo")
    eva = {"family_name": "Jansen", "given_names": "Eva", "orcid": "0000-0002-1825-0097"}
    form = paper_form(MeetingFactory()) | authors_form(eva, {"centre": centre.pk})

    client.post(address("add"), form)

    paper = Paper.objects.get()
    assert paper.authors == "Jansen, Eva; PIANOo"
    assert paper.changed_at is None


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0098", "0000-0002-1825", "X000-0002-1825-0097"])
def test_an_orcid_whose_last_digit_does_not_fit_is_told_beside_its_field(
    client, secretariat, orcid
):
    form = paper_form(MeetingFactory()) | authors_form({"family_name": "Jansen", "orcid": orcid})

    page = client.post(address("add"), form).content.decode()

    assert "This is no ORCID iD" in page
    assert not Paper.objects.exists()
