"""What is said about a published paper is corrected by two people, who see before and after."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.refusals import Refused
from common.tests.step_pages import press
from knowledge_exchange.models import Paper, PaperVersion
from knowledge_exchange.papers.enums import PdfState
from knowledge_exchange.papers.services import authors, corrections, details, publishing
from knowledge_exchange.tests.factories import (
    EARLIER,
    NOW,
    AuthorFactory,
    PaperFactory,
    PaperVersionFactory,
    ThemeFactory,
)
from members.tests.factories import (
    CoChairTermFactory,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox import kinds
from outbox.models import Mail
from proposals import services
from proposals.models import Proposal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
JANSEN = {"family_name": "Jansen", "given_names": "Eva"}


@pytest.fixture
def secretariat():
    return UserFactory(secretariat=True)


@pytest.fixture
def paper():
    made = PaperFactory(record=True, title="Costs", licence="CC BY 4.0")
    AuthorFactory(paper=made, position=1, family_name="Jansen", given_names="Ewa")
    return made


def author(**facts):
    return corrections.facts_of_author(AuthorFactory.build(paper=None, **facts))


def page(paper):
    return reverse("knowledge_exchange:correct_details", args=[paper.slug])


def as_sent(client, paper, **changes):
    """What the page would send, with these fields typed over."""
    context = client.get(page(paper)).context
    form, rows = context["form"], context["authors"]
    sent = {"seen": context["seen"]}
    for bound in [*form, *rows.management_form, *(field for row in rows for field in row)]:
        value = bound.value()
        if value not in (None, False):
            sent[bound.html_name] = getattr(value, "pk", value)
    return sent | {"reason": "A typing error."} | changes


def refused(act, *arguments, **options):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **options)
    return str(refusal.value)


def propose(paper, *, by, **changes):
    details = {"changes": changes or {"title": "Risks"}}
    facts = {"title": "Correct it", "reason": "A typing error."}
    return services.propose(paper, "knowledge_exchange.correct", details, **facts, by=by, now=NOW)


@pytest.mark.parametrize("is_superuser", [True, False])
def test_nobody_corrects_a_published_paper_alone(paper, is_superuser):
    person = UserFactory(secretariat=True, is_superuser=is_superuser)
    how = {"changes": {"title": "Risks"}, "now": NOW}

    for second in (None, person):
        said = refused(corrections.correct, paper, by=person, released_by=second, **how)
        assert said.startswith("Nobody decides alone")
    row = propose(paper, by=person)
    assert "You proposed this" in refused(services.release, row, by=person, now=NOW)
    assert "by two people" in refused(details.save, paper, how["changes"], by=person, now=NOW)
    assert "by two people" in refused(authors.set_authors, paper, [], by=person, now=NOW)
    assert Paper.objects.get().title == "Costs"


@pytest.mark.parametrize("field", ["doi", "announced", "keywords"])
def test_not_even_what_was_never_cleared_is_changed_by_one(paper, secretariat, field):
    said = refused(details.save, paper, {field: "2021-03"}, by=secretariat, now=NOW)

    assert "by two people" in said


def test_both_people_read_what_stands_there_and_what_is_proposed(client, paper, secretariat):
    client.force_login(secretariat)
    theme = ThemeFactory(name="Health")
    sent = as_sent(client, paper, title="Risks", themes=[theme.pk], **{"form-0-given_names": "Eva"})

    client.post(page(paper), sent)

    row = Proposal.objects.get()
    assert row.facts == [
        ["Now: title", "Costs"],
        ["From then on: title", "Risks"],
        ["Now: themes", "Nothing"],
        ["From then on: themes", "Health"],
        ["Now: authors", "Jansen, Ewa"],
        ["From then on: authors", "Jansen, Eva"],
    ]
    other = UserFactory(secretariat=True)
    client.force_login(other)
    shown = client.get(row.get_absolute_url()).content.decode()
    assert all(line in shown for line in ("Costs", "Risks", "Jansen, Ewa", "Jansen, Eva"))
    services.release(row, by=other, now=NOW)
    services.put_into_effect(row, now=LATER)
    stored = Paper.objects.get()
    assert (stored.title, stored.authors) == ("Risks", "Jansen, Eva")
    assert list(stored.themes.all()) == [theme]
    event = stored.events.last()
    assert (event.by, event.released_by, event.act) == (secretariat, other, "corrected")
    assert event.what == "Corrected: title, themes, authors. Before: “Costs”."


def test_a_page_that_changes_nothing_proposes_nothing(client, paper, secretariat):
    client.force_login(secretariat)

    shown = client.post(page(paper), as_sent(client, paper)).content.decode()

    assert "Nothing was changed." in shown
    assert not Proposal.objects.exists()


def test_what_is_wrong_with_an_author_is_told_beside_it_and_what_was_typed_stays(
    client, paper, secretariat
):
    client.force_login(secretariat)
    wrong = {"title": "Risks", "form-0-orcid": "0000-0002-1825-0098"}

    shown = client.post(page(paper), as_sent(client, paper, **wrong)).content.decode()

    assert "Look at the authors" in shown
    assert "This is no ORCID iD" in shown
    assert 'value="Risks"' in shown
    assert not Proposal.objects.exists()


def test_authors_are_added_moved_and_removed_in_one_proposal(client, paper, secretariat):
    AuthorFactory(paper=paper, position=2, family_name="Abreu", given_names="Rui")
    client.force_login(secretariat)
    more = {"form-0-DELETE": "on", "form-2-family_name": "Żak", "form-2-place": "1"}

    client.post(page(paper), as_sent(client, paper, **more))

    row = Proposal.objects.get()
    services.release(row, by=UserFactory(secretariat=True), now=NOW)
    services.put_into_effect(row, now=LATER)
    assert Paper.objects.get().authors == "Żak; Abreu, Rui"


def test_what_was_changed_after_the_proposal_is_not_corrected(paper, secretariat):
    row = propose(paper, by=secretariat)
    corrections.correct(paper, changes={"licence": "CC0 1.0"}, **two_people(), now=NOW)

    said = refused(services.release, row, by=UserFactory(secretariat=True), now=NOW)

    assert "was changed since" in said


def test_a_correction_lapses_once_the_paper_is_withdrawn(paper, secretariat):
    row = propose(paper, by=secretariat)
    publishing.withdraw(paper, **two_people(), reasons="Wrong.", now=NOW)

    assert services.lapse(row, now=NOW).status == "lapsed"


def test_the_authors_centre_proposes_and_a_co_chair_of_another_one_releases(client):
    acting = RepresentativeFactory(centre=MembershipFactory().centre)
    paper = PaperFactory(record=True, title="Costs")
    AuthorFactory(paper=paper, centre=acting.centre)
    chair = RepresentativeFactory(centre=MembershipFactory().centre)
    CoChairTermFactory(centre=chair.centre)
    client.force_login(acting.user)
    shown = client.get(page(paper)).content.decode()
    assert 'name="doi"' not in shown

    client.post(page(paper), as_sent(client, paper, title="Risks"))

    row = Proposal.objects.get()
    assert services.release(row, by=chair.user, now=NOW).status == "released"


def test_who_is_no_author_has_no_such_page(client, paper):
    client.force_login(RepresentativeFactory(centre=MembershipFactory().centre).user)

    assert client.get(page(paper)).status_code == 403
    assert client.post(page(paper), {"title": "Mine"}).status_code == 403


def test_a_draft_has_no_such_page(client, secretariat):
    client.force_login(secretariat)

    assert client.get(page(PaperFactory(drafted=True))).status_code == 403


def test_what_the_members_clear_is_not_corrected_meanwhile(paper):
    PaperVersionFactory(paper=paper, number=2, stage="cleared")
    how = {**two_people(), "now": NOW}

    assert "being cleared" in refused(corrections.correct, paper, changes={"title": "Risks"}, **how)
    assert corrections.correct(paper, changes={"doi": "10.1234/x"}, **how).doi == "10.1234/x"


def test_the_members_are_told_what_was_corrected(paper):
    RepresentativeFactory()
    changes = {"title": "Risks"}

    corrections.correct(paper, changes=changes, author_list=[], **two_people(), now=NOW)

    letter = kinds.compose(Mail.objects.get(), NOW)
    assert letter.subject == "Corrected: Risks"
    assert "was corrected: title, authors." in letter.text


def test_catalogues_hear_of_a_correction_and_the_newest_pdf_is_made_anew(paper):
    written = PaperVersionFactory(paper=paper, ready=True)
    assert paper.changed_at == EARLIER

    corrections.correct(paper, changes={"title": "New"}, **two_people(), now=NOW)

    written.refresh_from_db()
    assert Paper.objects.get().changed_at == NOW
    assert (written.pdf_state, written.pdf_due_at) == (PdfState.PENDING, NOW)
    assert written.pdf


def test_an_earlier_version_stays_what_readers_cited(client):
    paper = PaperFactory(title="Costs", licence="CC BY 4.0")
    AuthorFactory(paper=paper, **JANSEN)
    how = {**two_people(), "now": NOW, "clearance": "Adopted."}
    PaperVersionFactory(paper=paper, number=1)
    publishing.publish(paper, **how)
    PaperVersionFactory(paper=paper, number=2, what_changed="A sum.")
    publishing.publish(paper, **how)
    PaperVersion.objects.update(pdf_state=PdfState.READY, pdf="papers/1/x.pdf")

    corrections.correct(
        paper,
        changes={"title": "Risks", "licence": "CC0 1.0"},
        author_list=[author(family_name="Smith")],
        **two_people(),
        now=NOW,
    )

    first = client.get(f"/knowledge-exchange/papers/{paper.slug}/versions/1/").content.decode()
    cited = client.get(f"/knowledge-exchange/papers/{paper.slug}/versions/1.ris").content.decode()
    newest = client.get(f"/knowledge-exchange/papers/{paper.slug}/versions/2/").content.decode()
    assert "Costs" in first
    assert "Risks" not in first.split("<main")[1]
    assert ("Jansen, Eva" in cited, "Costs" in cited, "Smith" in cited) == (True, True, False)
    assert "Risks" in newest
    assert "Smith" in newest
    waiting = PaperVersion.objects.filter(pdf_state=PdfState.PENDING)
    assert [version.number for version in waiting] == [2]


def test_the_raw_form_of_a_published_paper_changes_nothing_and_leads_to_the_correction(
    client, paper
):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:knowledge_exchange_paper_edit", args=[paper.pk])
    shown = client.get(address).content.decode()
    assert page(paper) in shown
    assert 'name="title"' not in shown
    assert 'name="author_list-0-family_name"' not in shown
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}
    forms = ("author_list", "versions")
    sent = {f"{name}-{key}": value for name in forms for key, value in empty.items()}

    client.post(address, {**sent, "title": "Mine", "doi": "10.1/x", "announced": "2020"})

    stored = Paper.objects.get()
    assert (stored.title, stored.doi, stored.announced) == ("Costs", "", paper.announced)


def test_a_version_begun_before_a_published_paper_is_withdrawn_is_discarded(client, secretariat):
    paper = PaperFactory(published=True)
    number = paper.versions.get().number + 1
    version = PaperVersionFactory(paper=paper, number=number, stage="cleared")
    publishing.withdraw(paper, **two_people(), reasons="Wrong.", now=NOW)
    client.force_login(secretariat)

    address = reverse("admin:knowledge_exchange_paper_discard_version", args=[paper.pk])
    press(client, address)

    version.refresh_from_db()
    assert version.stage == "discarded"
    assert version.body
