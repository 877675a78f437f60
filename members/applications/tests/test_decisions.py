"""One person drafts a decision, another releases it; it is taken back with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from common.refusals import Refused
from members.applications.services import applying, decisions, review
from members.applications.services.notifications import Wording
from members.enums import ApplicationStatus, DecisionStatus, Outcome, Verdict
from members.models import Application, Decision, ProcessRules, User
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CoChairTermFactory,
    ConflictFactory,
    RepresentativeFactory,
    UserFactory,
    application_with_findings,
)
from outbox import services as outbox
from outbox.kinds import compose
from outbox.models import Mail, MailStatus

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def draft_against(one_not_met, secretariat):
    return decisions.draft(
        one_not_met, Outcome.INELIGIBLE, reasons="No mandate.", by=secretariat, now=NOW
    )


def mail_of(decision):
    return decisions.mails_of(decision).get()


# --- Draft -----------------------------------------------------------------------------------


def test_a_draft_changes_no_status_and_holds_its_mail(draft, mailoutbox):
    application = Application.objects.get()

    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert mail_of(draft).status == MailStatus.HELD
    assert outbox.deliver_due(lambda: NOW + timedelta(days=30)) == 0
    assert not application.events.filter(is_public_to_applicant=True).exists()


def test_eligible_needs_all_four_criteria_met(secretariat):
    application = application_with_findings(Verdict.MET, Verdict.UNCLEAR)

    with pytest.raises(Refused, match="resources, participation, commitment"):
        decisions.draft(application, Outcome.ELIGIBLE, by=secretariat, now=NOW)


def test_an_exception_needs_a_reason_and_a_finding_on_each_criterion(one_not_met, secretariat):
    exception = {"exception": "The law changes in June.", "by": secretariat, "now": NOW}
    with pytest.raises(Refused, match="once each criterion has a finding"):
        decisions.draft(application_with_findings(Verdict.NOT_MET), Outcome.ELIGIBLE, **exception)
    with pytest.raises(Refused, match="Not yet: mandate"):
        decisions.draft(one_not_met, Outcome.ELIGIBLE, **{**exception, "exception": "  "})

    decision = decisions.draft(one_not_met, Outcome.ELIGIBLE, **exception)

    assert decision.exception == "The law changes in June."
    assert one_not_met.events.get().why == "The law changes in June."


def test_no_exception_is_made_where_none_is_needed(all_met, secretariat):
    with pytest.raises(Refused, match="no exception is needed"):
        decisions.draft(all_met, Outcome.ELIGIBLE, exception="Why?", by=secretariat, now=NOW)


def test_not_eligible_needs_a_finding_on_each_criterion_and_reasons(one_not_met, secretariat):
    how = {"reasons": "No mandate.", "by": secretariat, "now": NOW}
    with pytest.raises(Refused, match="once each criterion has a finding"):
        decisions.draft(application_with_findings(Verdict.NOT_MET), Outcome.INELIGIBLE, **how)
    with pytest.raises(Refused, match="Give the reasons"):
        decisions.draft(one_not_met, Outcome.INELIGIBLE, **{**how, "reasons": " "})
    with pytest.raises(Refused, match="Every criterion is met"):
        decisions.draft(application_with_findings(*[Verdict.MET] * 4), Outcome.INELIGIBLE, **how)


def test_the_case_rests_while_a_decision_waits(draft, secretariat):
    application = draft.application
    how = {"by": secretariat, "now": NOW}
    for act in (
        lambda: review.record_finding(application, "mandate", verdict="met", note_text="", **how),
        lambda: review.request_clarification(
            application, questions={"": "?"}, due_on=NOW.date(), **how
        ),
        lambda: decisions.draft(application, Outcome.ELIGIBLE, **how),
    ):
        with pytest.raises(Refused, match="waits to be released"):
            act()


def test_edited_words_go_out_as_they_were_typed_and_leave_a_trace(all_met, secretariat):
    words = "Good news\n\nYou are eligible, dear Ada."
    decision = decisions.draft(
        all_met, Outcome.ELIGIBLE, wording=Wording(written=words), by=secretariat, now=NOW
    )

    letter = compose(mail_of(decision), NOW)

    assert letter.subject == "Good news"
    assert "You are eligible, dear Ada." in letter.text
    assert all_met.collaborators.get().link_token in letter.text
    assert [event.what for event in all_met.events.all()] == [
        "Decision drafted: eligible",
        "The words of the email were edited",
    ]


def test_no_mail_needs_a_reason_that_leaves_a_trace(all_met, secretariat, colleague):
    wording = Wording(no_mail_reason="Told by telephone.")
    decision = decisions.draft(all_met, Outcome.ELIGIBLE, wording=wording, by=secretariat, now=NOW)
    decisions.release(decision, by=colleague, now=NOW)

    assert not Mail.objects.exists()
    assert decision.no_mail_reason == "Told by telephone."
    assert all_met.events.get(what="No email goes out").why == "Told by telephone."


# --- Release and discard ---------------------------------------------------------------------


def test_a_second_person_releases_and_the_mail_leaves_after_the_time_to_recall(
    draft, colleague, mailoutbox
):
    decisions.release(draft, by=colleague, now=NOW)
    application = Application.objects.get()

    assert application.status == ApplicationStatus.ELIGIBLE
    assert application.decision_reasons == ""
    assert mail_of(draft).due_at == LATER
    assert outbox.deliver_due(lambda: LATER - timedelta(seconds=1)) == 0
    assert outbox.deliver_due(lambda: LATER) == 1
    assert [mail.to for mail in mailoutbox] == [[application.contact_email]]


def test_a_release_against_keeps_reasons_and_says_from_when_to_apply_again(
    draft_against, colleague
):
    decisions.release(draft_against, by=colleague, now=NOW)
    application = Application.objects.get()

    assert application.status == ApplicationStatus.INELIGIBLE
    assert (application.decision_reasons, application.decided_at) == ("No mandate.", NOW)
    assert application.reapply_from == NOW.date()


@pytest.fixture
def wait_90_days():
    ProcessRules.objects.create(version=2, adopted_at=NOW, reapply_days_after_ineligible=90)


def test_the_letter_against_says_from_when_to_apply_again(wait_90_days, draft_against, colleague):
    decisions.release(draft_against, by=colleague, now=NOW)
    letter = compose(mail_of(draft_against), LATER)

    day = date_format(NOW.date() + timedelta(days=90), "j F Y")
    assert f"You may apply again from {day} on, once what is missing" in letter.text


def test_before_its_release_the_letter_against_says_how_many_days_it_takes(
    wait_90_days, draft_against
):
    letter = compose(mail_of(draft_against), NOW)

    assert "at the earliest 90 days after this decision." in letter.text


def test_where_nobody_has_to_wait_the_letter_against_names_no_day(draft_against, colleague):
    held = compose(mail_of(draft_against), NOW)
    decisions.release(draft_against, by=colleague, now=NOW)
    released = compose(mail_of(draft_against), LATER)

    for letter in (held, released):
        assert "You may apply again once what is missing is in place.\n" in letter.text


def test_whoever_drafted_does_not_release(draft, secretariat):
    with pytest.raises(Refused, match="a colleague does"):
        decisions.release(draft, by=secretariat, now=NOW)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("another of the secretariat", ""),
        ("a co-chair of another country", ""),
        ("a co-chair of the applicant's country", "your own country"),
        ("a delegate who leads nothing", "secretariat or a co-chair"),
        ("staff without rights", "secretariat or a co-chair"),
        ("a colleague with a conflict", "conflict of interest"),
        ("a superuser who drafted", "a colleague does"),
    ],
)
def test_who_is_the_second_person_of_a_decision(all_met, secretariat, who, why):
    def chair(country):
        person = RepresentativeFactory(centre__country=country)
        CoChairTermFactory(centre=person.centre)
        return person.user

    people = {
        "another of the secretariat": lambda: UserFactory(secretariat=True),
        "a co-chair of another country": lambda: chair("AT"),
        "a co-chair of the applicant's country": lambda: chair(str(all_met.country)),
        "a delegate who leads nothing": lambda: RepresentativeFactory().user,
        "staff without rights": lambda: UserFactory(staff=True),
        "a colleague with a conflict": lambda: ConflictFactory(application=all_met).user,
        "a superuser who drafted": lambda: UserFactory(is_staff=True, is_superuser=True),
    }
    by = people[who]()
    drafted_by = by if who == "a superuser who drafted" else secretariat
    decision = decisions.draft(all_met, Outcome.ELIGIBLE, by=drafted_by, now=NOW)

    if why:
        with pytest.raises(Refused, match=why):
            decisions.release(decision, by=by, now=NOW)
    else:
        assert decisions.release(decision, by=by, now=NOW).released_by == by


def declares_a_conflict(decision):
    ConflictFactory(application=decision.application, user=decision.drafted_by)


def leaves_the_office(decision):
    decision.drafted_by.groups.clear()


@pytest.mark.parametrize("happens", [declares_a_conflict, leaves_the_office])
def test_what_somebody_drafted_who_is_barred_since_is_discarded_and_not_released(
    draft, colleague, happens
):
    happens(draft)

    with pytest.raises(Refused, match="could not do so any more"):
        decisions.release(draft, by=colleague, now=NOW)
    discarded = decisions.discard(draft, why="They are barred.", by=colleague, now=NOW)
    assert discarded.status == DecisionStatus.DISCARDED


def test_an_office_of_one_decides_with_a_co_chair_under_the_tasks(client, all_met, secretariat):
    chair = RepresentativeFactory(centre__country="AT")
    CoChairTermFactory(centre=chair.centre)
    decision = decisions.draft(all_met, Outcome.ELIGIBLE, by=secretariat, now=NOW)
    page = reverse("members:release_decision", args=[decision.pk])
    client.force_login(chair.user)

    assert page in client.get(reverse("tasks")).content.decode()
    shown = client.get(page).content.decode()
    assert "The email that will go out" in shown
    client.post(page, {"release": "yes"})

    decision.refresh_from_db()
    assert (decision.status, decision.released_by) == (DecisionStatus.RELEASED, chair.user)
    assert client.get(page).status_code == 404
    assert page not in client.get(reverse("tasks")).content.decode()


def test_a_co_chair_discards_a_draft_with_a_reason(client, draft):
    chair = RepresentativeFactory(centre__country="AT")
    CoChairTermFactory(centre=chair.centre)
    page = reverse("members:release_decision", args=[draft.pk])
    client.force_login(chair.user)

    assert "This field is required" in client.post(page, {"discard": "yes"}).content.decode()
    client.post(page, {"discard": "yes", "why": "Read the annex."})

    draft.refresh_from_db()
    assert (draft.status, draft.why_taken_back) == (DecisionStatus.DISCARDED, "Read the annex.")


def test_nobody_else_learns_of_a_drafted_decision(client, draft, secretariat):
    page = reverse("members:release_decision", args=[draft.pk])
    for user in (RepresentativeFactory().user, secretariat, UserFactory(staff=True)):
        client.force_login(user)
        assert client.get(page).status_code == 404
        assert client.post(page, {"release": "yes"}).status_code == 404
        assert page not in client.get(reverse("tasks")).content.decode()


def test_a_second_account_of_the_same_person_is_warned_of_and_recorded(client, all_met):
    one = UserFactory(secretariat=True, email="ana.ruiz@demo.example")
    other = UserFactory(secretariat=True, email="AnaRuiz+2@demo.example")
    decision = decisions.draft(all_met, Outcome.ELIGIBLE, by=one, now=NOW)
    client.force_login(other)

    page = client.get(reverse("members:release_decision", args=[decision.pk]))
    released = decisions.release(decision, by=other, now=NOW)

    assert "look like one person" in page.content.decode()
    assert released.looks_like_one_person
    case = client.get(reverse("admin:members_application_change", args=[all_met.pk]))
    assert "look like one person" in case.content.decode()


def test_a_decision_is_released_once(draft, colleague):
    decisions.release(draft, by=colleague, now=NOW)

    with pytest.raises(Refused, match="does not wait"):
        decisions.release(draft, by=colleague, now=NOW)


def test_a_discarded_draft_sends_nothing_and_the_review_goes_on(draft, secretariat, mailoutbox):
    with pytest.raises(Refused, match="Say why"):
        decisions.discard(draft, why="", by=secretariat, now=NOW)

    decisions.discard(draft, why="Read the annex first.", by=secretariat, now=NOW)

    assert Decision.objects.get().status == DecisionStatus.DISCARDED
    assert mail_of(draft).status == MailStatus.CANCELLED
    assert draft.application.events.latest("pk").why == "Read the annex first."
    review.record_finding(
        draft.application, "mandate", verdict="met", note_text="", by=secretariat, now=NOW
    )


def test_a_waiting_decision_falls_when_the_applicant_withdraws(draft):
    applying.withdraw(draft.application, now=NOW)

    assert Decision.objects.get().status == DecisionStatus.DISCARDED
    assert mail_of(draft).status == MailStatus.CANCELLED


# --- Revert ----------------------------------------------------------------------------------


def test_a_decision_reverted_in_time_is_never_mailed(draft_against, colleague, mailoutbox):
    decisions.release(draft_against, by=colleague, now=NOW)
    application = decisions.revert(
        draft_against.application, why="Read the annex.", by=colleague, now=NOW
    )

    assert application.status == ApplicationStatus.UNDER_REVIEW
    assert (application.decision_reasons, application.decided_at) == ("", None)
    assert application.reapply_from is None
    assert outbox.deliver_due(lambda: NOW + timedelta(days=1)) == 0
    assert Mail.objects.get().status == MailStatus.CANCELLED
    decision = Decision.objects.get()
    assert (decision.status, decision.why_taken_back) == (
        DecisionStatus.REVERTED,
        "Read the annex.",
    )


def test_a_decision_that_was_mailed_is_taken_back_by_mail(draft, colleague, mailoutbox):
    decisions.release(draft, by=colleague, now=NOW)
    outbox.deliver_due(lambda: LATER)

    decisions.revert(draft.application, why="A forged letter.", by=colleague, now=LATER)
    outbox.deliver_due(lambda: LATER)

    told = [mail.subject for mail in mailoutbox]
    assert "eligible for membership" in told[0]
    assert "is taken back" in told[1]
    assert "forged" not in mailoutbox[1].body


@pytest.mark.parametrize("status", [MailStatus.SENDING, MailStatus.IN_DOUBT])
def test_a_mail_that_may_have_arrived_is_taken_back_too(draft, colleague, status):
    decisions.release(draft, by=colleague, now=NOW)
    Mail.objects.update(status=status, held_until=LATER, why="Broken off.")

    decisions.revert(draft.application, why="A mistake.", by=colleague, now=NOW)

    assert Mail.objects.filter(kind="members.decision_taken_back").count() == 1


def test_the_second_decision_is_mailed_after_the_first_was_taken_back(
    draft, secretariat, colleague
):
    decisions.release(draft, by=colleague, now=NOW)
    decisions.revert(draft.application, why="A mistake.", by=colleague, now=NOW)
    again = decisions.draft(draft.application, Outcome.ELIGIBLE, by=secretariat, now=NOW)
    decisions.release(again, by=colleague, now=NOW)

    assert mail_of(draft).status == MailStatus.CANCELLED
    assert mail_of(again).status == MailStatus.QUEUED


def test_reverting_needs_a_reason(draft, colleague):
    decisions.release(draft, by=colleague, now=NOW)

    with pytest.raises(Refused, match="Say why"):
        decisions.revert(draft.application, why=" ", by=colleague, now=NOW)


def test_a_case_decided_before_there_were_two_persons_can_be_reverted(secretariat):
    application = ApplicationFactory(eligible=True)

    application = decisions.revert(application, why="A mistake.", by=secretariat, now=NOW)

    assert application.status == ApplicationStatus.UNDER_REVIEW


def test_reverting_gives_way_to_a_newer_application_of_the_organisation(draft_against, colleague):
    decisions.release(draft_against, by=colleague, now=NOW)
    decided = Application.objects.get()
    ApplicationFactory(submitted=True, organisation_name=decided.organisation_name, country="PL")

    with pytest.raises(Refused, match="has applied again"):
        decisions.revert(decided, why="A mistake.", by=colleague, now=NOW)

    decided.refresh_from_db()
    assert decided.status == ApplicationStatus.INELIGIBLE


def test_a_decided_case_takes_no_finding_and_no_question(draft_against, secretariat, colleague):
    decisions.release(draft_against, by=colleague, now=NOW)
    application, how = draft_against.application, {"by": secretariat, "now": NOW}

    with pytest.raises(Refused):
        review.record_finding(application, "mandate", verdict="met", note_text="", **how)
    with pytest.raises(Refused):
        review.request_clarification(application, questions={"": "?"}, due_on=NOW.date(), **how)


def test_an_office_of_one_asks_the_co_chairs_to_release_a_decision(all_met, secretariat):
    User.objects.exclude(pk=secretariat.pk).update(is_staff=False)
    centre = CentreFactory(member=True, country="NO")
    chair = RepresentativeFactory(centre=centre)
    CoChairTermFactory(centre=centre)

    drafted = decisions.draft(all_met, Outcome.ELIGIBLE, by=secretariat, now=NOW)

    mail = Mail.objects.get(kind="members.decision_release_asked")
    assert mail.user == chair.user
    assert reverse("members:release_decision", args=[drafted.pk]) in compose(mail, NOW).text


def test_with_a_colleague_at_the_desk_no_co_chair_is_asked(all_met, secretariat, colleague):
    centre = CentreFactory(member=True, country="NO")
    RepresentativeFactory(centre=centre)
    CoChairTermFactory(centre=centre)

    decisions.draft(all_met, Outcome.ELIGIBLE, by=secretariat, now=NOW)

    assert not Mail.objects.filter(kind="members.decision_release_asked").exists()
