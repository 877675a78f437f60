"""What the secretariat does in the applicant's place, by two people."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.refusals import Refused
from common.tests import step_pages
from members.applications.form_fields import FIELDS
from members.applications.objections import TIME_TO_OBJECT
from members.applications.services import applying, erasing, on_behalf, writing
from members.applications.tests.case_pages import case_url, press, step_url, text
from members.applications.tests.test_applicant_pages import open_by_link
from members.enums import ApplicationStatus, Criterion
from members.models import Application, ProcessRules
from members.tests.factories import NOW, ApplicationFactory, ConflictFactory
from outbox.kinds import compose
from outbox.models import Mail
from proposals import services as proposals
from proposals.enums import ProposalStatus
from proposals.models import Proposal
from uploads.tests.test_checking import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_time_to_recall():
    ProcessRules.objects.create(version=2, adopted_at=NOW, recall_minutes=0)


@pytest.fixture
def case():
    case = ApplicationFactory(
        submitted=True, organisation_name="Misnitry of Finance", mandate_basis="Decree 12"
    )
    case.collaborators.update(confirmed_at=NOW)
    return case


def letter(kind):
    return compose(Mail.objects.get(kind=kind), NOW)


def correct(case, people, answer="organisation_name", value="Ministry of Finance", **more):
    before = on_behalf.answer_as_text(case, answer)
    details = {"answer": answer, "before": before, "value": value, "reason": "A slip.", **more}
    by, released_by = people
    return on_behalf.correct(case, **details, by=by, released_by=released_by, now=NOW)


@pytest.fixture
def two(secretariat, colleague):
    return secretariat, colleague


# --- Withdraw ----------------------------------------------------------------------------


def test_two_people_withdraw_at_the_applicants_wish_and_the_letter_says_so(case, two):
    by, released_by = two

    on_behalf.withdraw(
        case,
        reason="A signed letter.",
        withdrawal_reason="No budget.",
        by=by,
        released_by=released_by,
        now=NOW,
    )

    case.refresh_from_db()
    event = case.events.get()
    assert (case.status, case.withdrawal_reason) == (ApplicationStatus.WITHDRAWN, "No budget.")
    assert (event.by, event.why) == (by, "A signed letter.")
    assert event.what == "Withdrawn by the secretariat at the applicant's wish"
    assert "If you did not ask for this" in letter("members.application_withdrawn").text


def test_withdrawing_is_proposed_on_the_case_and_happens_with_the_release(desk, case, colleague):
    press(desk, case, "withdraw", reason="A signed letter.")
    proposal = Proposal.objects.get()
    case.refresh_from_db()
    assert case.status == ApplicationStatus.SUBMITTED
    assert "Withdraw at the applicant" in text(desk.get(case_url(case)))

    proposals.release(proposal, by=colleague, now=NOW)
    case.refresh_from_db()
    assert case.status == ApplicationStatus.SUBMITTED  # the applicant can still object
    proposals.put_into_effect(proposal, now=NOW + TIME_TO_OBJECT)

    case.refresh_from_db()
    assert case.status == ApplicationStatus.WITHDRAWN


def proposed(case, by):
    return proposals.propose(
        case,
        "members.withdraw_application",
        {"reason": "A signed letter."},
        title="Withdraw",
        reason="A signed letter.",
        by=by,
        now=NOW,
    )


@pytest.mark.parametrize("is_released", [False, True])
def test_the_applicant_is_told_of_a_proposal_and_objects_until_it_takes_effect(
    case, two, is_released
):
    by, colleague = two
    proposal = proposed(case, by)
    if is_released:
        proposals.release(proposal, by=colleague, now=NOW)
    owner = case.collaborators.get(is_owner=True)
    assert "object on the page of your application" in letter("members.act_proposed").text

    on_behalf.object_to(case, by=owner, now=NOW)

    proposal.refresh_from_db()
    case.refresh_from_db()
    assert (proposal.status, proposal.why_settled) == ("lapsed", "The applicant objects.")
    assert case.status == ApplicationStatus.SUBMITTED
    assert compose(Mail.objects.get(kind="members.act_proposed"), NOW) is None
    assert proposals.put_into_effect(proposal, now=NOW + TIME_TO_OBJECT) is None
    with pytest.raises(Refused, match="any more"):
        on_behalf.object_to(case, by=owner, now=NOW)


def test_the_status_page_says_what_is_proposed_and_takes_the_objection(client, case, secretariat):
    proposal = proposed(case, secretariat)
    open_by_link(client, case)
    page = client.get(case.get_absolute_url()).content.decode()

    client.post(reverse("members:object", args=[case.reference]))

    assert "What the secretariat proposes in your place" in page
    proposal.refresh_from_db()
    assert proposal.status == "lapsed"


def test_the_secretariat_ends_no_vote_in_the_applicants_place(desk, colleague, secretariat):
    case = ApplicationFactory(submitted=True, status=ApplicationStatus.ELIGIBLE)
    proposal = proposals.propose(
        case,
        "members.withdraw_application",
        {"reason": "A signed letter."},
        title="Withdraw",
        reason="A signed letter.",
        by=secretariat,
        now=NOW,
    )
    case.status = ApplicationStatus.IN_VOTE  # by the opening of a motion
    case.save()

    with pytest.raises(Refused, match="The members vote on it"):
        proposals.release(proposal, by=colleague, now=NOW)
    proposals.lapse(proposal, now=NOW)

    assert "a co-chair releases" in text(desk.get(step_url(case, "withdraw")))
    case.refresh_from_db()
    assert case.status == ApplicationStatus.IN_VOTE


# --- Correct an obvious error ------------------------------------------------------------


def test_an_error_is_corrected_and_told_to_the_applicant_with_before_and_after(case, two):
    correct(case, two)

    case.refresh_from_db()
    assert case.organisation_name == "Ministry of Finance"
    assert "ministry of finance" in case.search_text.lower()
    event = case.events.get()
    assert event.changes == {
        "Organisation that hosts the centre": ["Misnitry of Finance", "Ministry of Finance"]
    }
    told = letter("members.answer_corrected").text
    assert "> Misnitry of Finance" in told
    assert "> Ministry of Finance" in told
    assert "A slip." in told


def test_a_statement_and_a_day_are_corrected_too(case, two):
    correct(case, two, "resources", "Six people.")
    correct(case, two, "mandate_valid_until", date(2030, 1, 31))

    case.refresh_from_db()
    assert case.statements.get(criterion="resources").text == "Six people."
    assert case.expires_on == date(2030, 1, 31)
    mail = Mail.objects.filter(kind="members.answer_corrected").latest("pk")
    assert "31 January 2030" in compose(mail, NOW).text


def test_the_history_repeats_no_name_of_a_person(case, two):
    correct(case, two, "delegate_name", "Ada Lovelace")

    event = case.events.get()
    assert (event.changes, "Ada" in event.what) == ({}, False)


def test_what_reads_otherwise_by_now_is_not_corrected(case, two):
    with pytest.raises(Refused, match="reads otherwise by now"):
        correct(case, two, before="Ministry")


@pytest.mark.parametrize("status", ["eligible", "in_vote", "withdrawn"])
def test_nothing_is_corrected_once_it_is_decided(two, status):
    with pytest.raises(Refused, match="until a decision is made"):
        correct(ApplicationFactory(submitted=True, status=status), two)


def test_a_correction_never_makes_two_open_applications_of_one_organisation(case, two):
    ApplicationFactory(submitted=True, organisation_name="Ministry of Finance")

    with pytest.raises(Refused, match="only one can be"):
        correct(case, two)


def test_nobody_corrects_alone_or_against_a_conflict_of_interest(case, two):
    by, released_by = two
    with pytest.raises(Refused):
        correct(case, (by, by))
    ConflictFactory(application=case, user=released_by)
    with pytest.raises(Refused):
        correct(case, two)


def correct_url(case, answer):
    return reverse("admin:members_application_correct", args=[case.pk, answer])


def test_each_answer_has_a_page_that_proposes_its_correction(desk, case, colleague):
    assert correct_url(case, "organisation_name") in desk.get(case_url(case)).content.decode()
    for answer in on_behalf.ANSWERS:
        assert desk.get(correct_url(case, answer)).status_code == 200
    assert desk.get(correct_url(case, "status")).status_code == 404

    typed = {"value": "Ministry of Finance", "reason": "A slip."}
    step_pages.press(desk, correct_url(case, "organisation_name"), **typed)
    proposal = proposals.release(Proposal.objects.get(), by=colleague, now=NOW)
    proposals.put_into_effect(proposal, now=NOW + TIME_TO_OBJECT)

    case.refresh_from_db()
    assert case.organisation_name == "Ministry of Finance"


def test_a_correction_has_to_fit_the_applicants_form(desk, case):
    typed = {"value": "1890", "reason": "A slip."}

    page = desk.post(correct_url(case, "established"), {**typed, "look": "yes"})

    assert "the centre must work already" in text(page)


# --- Enter an application on paper -------------------------------------------------------

PAPER = {
    "contact_email": "Head@Example.org",
    "received_on": "2 November 2026",
    "reason": "By post, signed.",
    "organisation_name": "Ministry of Finance",
    "country": "PL",
    "centre_name": "Centre for Public Procurement",
    "established": "2022",
    "contact_name": "Ada Lovelace",
    "delegate_name": "Ada Lovelace",
    "delegate_email": "ada@example.org",
    "mandate_basis": "Decree 12",
    **{criterion.value: f"What stands there on {criterion.value}." for criterion in Criterion},
}
ON_PAPER = reverse("admin:members_application_on_paper")


@pytest.fixture
def a_pdf():
    return SimpleUploadedFile("paper.pdf", pdf())


def test_a_paper_is_entered_in_the_applicants_name_once_a_second_person_agrees(
    desk, colleague, a_pdf
):
    desk.post(ON_PAPER, {**PAPER, "scan": a_pdf})
    proposal = Proposal.objects.get()
    draft = Application.objects.get()
    assert draft.is_draft
    assert ["Legal basis of the mandate", "Decree 12"] in proposal.facts
    assert not Mail.objects.filter(to="head@example.org").exists()

    proposals.release(proposal, by=colleague, now=NOW)

    draft.refresh_from_db()
    assert Proposal.objects.get().status == ProposalStatus.IN_EFFECT
    assert draft.status == ApplicationStatus.SUBMITTED
    assert draft.centre_name == PAPER["centre_name"]
    assert draft.statements.get(criterion="mandate").text == PAPER["mandate"]
    assert draft.evidence.count() == len(Criterion)
    with draft.evidence.first().file.open() as kept:
        assert kept.read().startswith(b"%PDF")
    event = draft.events.get(status=ApplicationStatus.SUBMITTED)
    assert event.what == "Entered by the secretariat from paper, received on 2 November 2026"
    assert event.by == proposal.proposed_by
    told = letter("members.application_entered")
    owner = draft.collaborators.get(is_owner=True)
    assert owner.link_token in told.text
    assert "2 November 2026" in told.text


def test_what_the_applicant_has_begun_to_write_is_not_written_over(desk, colleague, a_pdf):
    desk.post(ON_PAPER, {**PAPER, "scan": a_pdf})
    draft = Application.objects.get()
    draft.collaborators.update(confirmed_at=NOW)  # by the link that anybody can ask for
    writing.save_section(draft, "organisation", {"centre_name": "Our own words"}, now=NOW)

    with pytest.raises(Refused, match="gone on with this application"):
        proposals.release(Proposal.objects.get(), by=colleague, now=NOW)

    draft.refresh_from_db()
    assert (draft.is_draft, draft.centre_name) == (True, "Our own words")


def test_a_paper_that_was_discarded_can_be_entered_again(desk, colleague, a_pdf):
    desk.post(ON_PAPER, {**PAPER, "scan": a_pdf})
    first = proposals.discard(Proposal.objects.get(), why="A slip.", by=colleague, now=NOW)

    desk.post(ON_PAPER, {**PAPER, "scan": SimpleUploadedFile("paper.pdf", pdf())})

    proposal = Proposal.objects.exclude(pk=first.pk).get()
    proposals.release(proposal, by=colleague, now=NOW)
    assert Application.objects.get().status == ApplicationStatus.SUBMITTED


def test_with_the_people_goes_what_was_typed_of_them(desk, secretariat, colleague, a_pdf):
    desk.post(ON_PAPER, {**PAPER, "scan": a_pdf})
    proposals.release(Proposal.objects.get(), by=colleague, now=NOW)
    application = applying.withdraw(Application.objects.get(), now=NOW)

    erasing.erase(application, by=secretariat, released_by=colleague, now=NOW)

    proposal = Proposal.objects.get()
    assert (proposal.facts, proposal.details, proposal.files.count()) == ([], {}, 0)
    assert "Ada" not in proposal.title + proposal.reason


def test_a_paper_that_lacks_an_answer_is_not_proposed_and_says_which(desk, a_pdf):
    page = desk.post(ON_PAPER, {**PAPER, "resources": "", "scan": a_pdf})

    assert "Statement on “resources”" in text(page)
    assert not Application.objects.exists()


def test_an_address_that_has_a_draft_of_its_own_is_left_in_peace(desk, a_pdf):
    ApplicationFactory(contact_email="head@example.org")

    page = desk.post(ON_PAPER, {**PAPER, "scan": a_pdf})

    assert "Somebody has begun an application with this address." in text(page)
    assert Application.objects.count() == 1
    assert not Proposal.objects.exists()


def test_the_form_for_a_paper_asks_all_that_the_applicants_form_asks(desk):
    assert set(FIELDS) <= set(desk.get(ON_PAPER).context["form"].fields)
