"""Each step asks before it acts, shows its mail, and never acts on a case that has moved on."""

import pytest

from members.applications.admin.steps import STEPS
from members.applications.services import access, case_notes, decisions, review
from members.applications.tests.case_pages import (
    case_url,
    confirm,
    fields,
    look,
    press,
    step_url,
    text,
)
from members.enums import ApplicationStatus, Criterion, DecisionStatus
from members.models import Application, Collaborator
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    ConflictFactory,
    FindingFactory,
)
from outbox.models import Mail, MailStatus

pytestmark = pytest.mark.django_db
QUESTION = {"mandate": "Which act?", "due_on": "2099-01-01"}


def everything():
    return (
        Application.objects.values_list("status", flat=True).get(),
        Collaborator.objects.values_list("link_version", flat=True).get(),
        Mail.objects.count(),
        Application.objects.get().events.count(),
        Application.objects.get().decisions.count(),
    )


@pytest.mark.parametrize(
    "step, typed",
    [
        ("eligible", {}),
        ("clarify", QUESTION),
        ("new-link", {}),
        ("conflict", {"reason": "I worked there."}),
    ],
)
def test_a_step_asks_before_it_acts(desk, all_met, step, typed):
    before = everything()

    page = look(desk, all_met, step, **typed)

    assert "What this changes" in text(page)
    assert "Who sees what:" in text(page)
    assert 'name="confirm"' in text(page)
    assert everything() == before


def test_the_mail_is_shown_in_full_before_it_is_queued(desk, all_met):
    page = look(desk, all_met, "clarify", **QUESTION)

    words = fields(page, having="mail-words")["mail-words"][0]
    assert words.startswith(f"A question on application {all_met.reference}")
    assert "Which act?" in words


def question_mail():
    """Besides it two reminders wait for the day to answer by."""
    return Mail.objects.get(kind="members.clarification_requested")


def test_a_question_is_asked_in_the_words_that_were_shown(desk, all_met):
    press(desk, all_met, "clarify", **QUESTION)

    all_met.refresh_from_db()
    assert all_met.status == ApplicationStatus.CLARIFICATION
    assert "written" not in question_mail().details, "nobody touched the words"


def test_edited_words_are_kept_for_the_mail(desk, all_met):
    press(desk, all_met, "clarify", **QUESTION, **{"mail-words": "Hello\r\n\r\nWhich act?"})

    assert question_mail().details["written"] == "Hello\n\nWhich act?"
    assert all_met.events.filter(what="The words of the email were edited").exists()


def test_a_mail_without_a_text_is_not_accepted(desk, all_met):
    page = press(desk, all_met, "clarify", **QUESTION, **{"mail-words": "Only a subject"})

    assert "Write a subject in the first line and a text below it." in text(page)
    assert not Mail.objects.exists()


def test_no_mail_needs_a_reason(desk, all_met):
    without = press(desk, all_met, "clarify", **QUESTION, **{"mail-send": "none"})
    assert "Say why no email goes out." in text(without)

    reason = {"mail-send": "none", "mail-no_mail_reason": "Told by telephone."}
    press(desk, all_met, "clarify", **QUESTION, **reason)

    assert not Mail.objects.exists()
    assert all_met.events.get(what="No email goes out").why == "Told by telephone."


def test_what_was_written_can_be_changed_before_it_is_sent(desk, all_met):
    second = look(desk, all_met, "clarify", **QUESTION)
    sent = {**fields(second, having="seen"), "change": "yes"}

    first = desk.post(step_url(all_met, "clarify"), sent)

    assert fields(first, having="seen")["mandate"] == ["Which act?"]
    assert b'name="look"' in first.content


def test_a_step_without_its_words_says_what_is_missing(desk, one_not_met):
    page = look(desk, one_not_met, "ineligible", reasons="")

    assert "Reasons: This field is required." in text(page)
    assert 'name="confirm"' not in text(page)


# --- A case that has moved on ----------------------------------------------------------------


def test_a_stale_page_does_nothing_and_says_what_happened(desk, all_met, colleague):
    page = look(desk, all_met, "clarify", **QUESTION)
    review.record_finding(
        all_met, "mandate", verdict="unclear", note_text="Annex?", by=colleague, now=NOW
    )

    stale = confirm(desk, all_met, "clarify", page, **{"mail-words": "Hello\n\nMy own words."})

    all_met.refresh_from_db()
    assert all_met.status == ApplicationStatus.UNDER_REVIEW
    assert not Mail.objects.exists()
    written = text(stale)
    assert "Something has changed since this page was shown. Nothing was done." in written
    assert "Finding on “mandate”: unclear" in written
    assert str(colleague) in written
    assert "My own words." in written
    assert "Which act?" in written

    confirm(desk, all_met, "clarify", stale)

    assert "My own words." in question_mail().details["written"]


def test_words_that_nobody_touched_follow_the_case(desk, one_not_met, colleague):
    page = look(desk, one_not_met, "ineligible", reasons="No mandate.")
    review.record_finding(
        one_not_met, "resources", verdict="unclear", note_text="No budget.", by=colleague, now=NOW
    )

    stale = confirm(desk, one_not_met, "ineligible", page)

    assert "No budget." in fields(stale, having="mail-words")["mail-words"][0]


def test_a_step_that_became_impossible_keeps_what_was_typed(desk, all_met, colleague):
    page = look(desk, all_met, "clarify", **QUESTION)
    decisions.draft(all_met, "eligible", by=colleague, now=NOW)

    written = text(confirm(desk, all_met, "clarify", page))

    assert "A decision is drafted. A colleague releases or discards it first." in written
    assert "Decision drafted: eligible" in written
    assert "Which act?" in written


def test_a_page_that_does_not_say_what_it_showed_does_nothing(desk, secretariat):
    application = ApplicationFactory(submitted=True)
    access.replace_all_links(application, by=secretariat, now=NOW)

    page = desk.post(step_url(application, "take-up"), {"confirm": "yes"})

    application.refresh_from_db()
    assert "has changed since this page was shown" in text(page)
    assert application.status == ApplicationStatus.SUBMITTED


def test_a_note_among_the_secretariat_does_not_make_a_page_stale(desk, all_met, colleague):
    page = look(desk, all_met, "clarify", **QUESTION)
    case_notes.add(all_met, "By the way.", by=colleague, now=NOW)

    confirm(desk, all_met, "clarify", page)

    all_met.refresh_from_db()
    assert all_met.status == ApplicationStatus.CLARIFICATION


# --- Decisions -------------------------------------------------------------------------------


def test_from_the_queue_to_eligible_by_two_persons(desk, client, secretariat, colleague):
    application = ApplicationFactory(submitted=True)
    press(desk, application, "take-up")
    for criterion in Criterion:
        FindingFactory(application=application, criterion=criterion)
    press(desk, application, "eligible")

    client.force_login(colleague)
    shown = look(client, application, "release")
    press(client, application, "release")

    application.refresh_from_db()
    assert f"Application {application.reference}: eligible for membership" in text(shown)
    assert application.status == ApplicationStatus.ELIGIBLE
    assert application.assigned_to == secretariat
    decision = application.decisions.get()
    assert (decision.drafted_by, decision.released_by) == (secretariat, colleague)


def test_the_drafter_cannot_release(desk, draft):
    page = text(desk.get(step_url(draft.application, "release")))

    assert "You proposed this. A colleague reads and releases it." in page
    assert 'name="confirm"' not in page


def test_a_draft_is_discarded_with_a_reason(desk, draft):
    without = press(desk, draft.application, "discard", why="")
    assert "Reason: This field is required." in text(without)

    press(desk, draft.application, "discard", why="Read the annex.")

    draft.refresh_from_db()
    assert draft.status == DecisionStatus.DISCARDED
    assert Mail.objects.get().status == MailStatus.CANCELLED


def test_an_exception_is_drafted_with_its_reason(desk, one_not_met):
    case = text(desk.get(case_url(one_not_met)))
    press(desk, one_not_met, "exception", exception="The law changes in June.")

    assert step_url(one_not_met, "eligible") not in case
    assert "Not yet: mandate." in case
    assert one_not_met.decisions.get().exception == "The law changes in June."


def test_a_decision_is_taken_back_with_a_reason_and_a_mail(desk, draft, colleague):
    decisions.release(draft, by=colleague, now=NOW)
    Mail.objects.update(status=MailStatus.SENT, sent_at=NOW)

    page = look(desk, draft.application, "revert", why="A forged letter.")
    assert "is taken back" in fields(page, having="mail-words")["mail-words"][0]
    confirm(desk, draft.application, "revert", page)

    draft.refresh_from_db()
    assert (draft.status, draft.why_taken_back) == (DecisionStatus.REVERTED, "A forged letter.")
    assert Mail.objects.filter(kind="members.decision_taken_back").exists()


def test_taking_back_in_time_says_that_no_mail_goes_out(desk, draft, colleague):
    decisions.release(draft, by=colleague, now=NOW)

    page = look(desk, draft.application, "revert", why="A forged letter.")
    assert "No email goes out." in text(page)
    confirm(desk, draft.application, "revert", page)

    assert Mail.objects.get().status == MailStatus.CANCELLED


# --- Who and when ----------------------------------------------------------------------------


@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_nobody_with_a_conflict_takes_a_step(desk, secretariat, step):
    application = ApplicationFactory(eligible=True)
    ConflictFactory(application=application, user=secretariat)

    page = text(desk.get(step_url(application, step)))

    assert "You declared a conflict of interest" in page
    assert 'name="confirm"' not in page


@pytest.mark.parametrize(
    "step", [step.name for step in STEPS if step.name not in ("new-link", "conflict", "withdraw")]
)
def test_a_step_that_is_not_possible_now_says_so(desk, step):
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.IN_VOTE)

    page = text(desk.get(step_url(application, step)))

    assert "This step is not possible now: the application is “In vote”." in page


def test_unknown_steps_do_not_exist(desk):
    application = ApplicationFactory(under_review=True)

    assert desk.get(step_url(application, "burn")).status_code == 404
    assert desk.get("/admin/members/application/abc/change/").status_code == 404


def test_a_question_can_be_taken_back(desk, secretariat):
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.CLARIFICATION)
    application.clarifications.create(
        question="Tpyo?", asked_at=NOW, asked_by=secretariat, due_on="2026-11-16"
    )

    press(desk, application, "take-back")

    application.refresh_from_db()
    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert not application.clarifications.unanswered().exists()


def test_a_new_link_ends_the_old_one(desk):
    application = ApplicationFactory(submitted=True)
    old = application.collaborators.get().link_token

    shown = look(desk, application, "new-link")
    press(desk, application, "new-link")

    assert "The email that goes out" in text(shown)
    assert "/join/open/" not in text(shown)
    assert not Collaborator.objects.by_link(old).exists()
    assert Mail.objects.get().kind == "members.application_link"
