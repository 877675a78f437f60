from datetime import UTC, date, datetime, timedelta

import pytest

from common.refusals import Refused
from members.applications.services import applying, clarifying, review, writing
from members.enums import ApplicationStatus, Criterion
from members.models import ProcessRules
from members.tests.factories import NOW, ApplicationFactory, QuestionTemplateFactory
from outbox import services as outbox
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db

DUE = date(2026, 11, 16)
BEFORE = datetime(2026, 11, 13, 8, tzinfo=UTC)  # nine o'clock in Brussels, three days before
AFTER = datetime(2026, 11, 17, 8, tzinfo=UTC)


def asked_of(application, by, due_on=DUE, text="Which act?"):
    (question,) = review.request_clarification(
        application, questions={Criterion.MANDATE: text}, due_on=due_on, by=by, now=NOW
    )
    return question


@pytest.fixture
def question(secretariat):
    return asked_of(ApplicationFactory(under_review=True), secretariat)


def reminders():
    return Mail.objects.filter(kind="members.clarification_reminder").order_by("due_at")


def letters(kind, at):
    written = [compose(mail, at) for mail in Mail.objects.filter(kind=kind, due_at__lte=at)]
    return [letter for letter in written if letter]


def give_time(question, secretariat, due_on=date(2026, 11, 30), why="", now=NOW):
    return clarifying.extend_clarification(
        question.application, due_on=due_on, why=why, by=secretariat, now=now
    )


def test_a_question_plans_a_reminder_before_the_due_day_and_one_after_it(question):
    assert [mail.due_at for mail in reminders()] == [BEFORE, AFTER]
    assert [mail.to for mail in reminders()] == [question.application.contact_email] * 2


def test_the_days_before_the_due_day_are_a_rule(secretariat):
    ProcessRules.objects.create(version=2, adopted_at=NOW, reminder_days_before_due=5)

    asked_of(ApplicationFactory(under_review=True), secretariat)

    assert reminders().first().due_at == datetime(2026, 11, 11, 8, tzinfo=UTC)


def test_a_short_time_to_answer_has_no_reminder_before_the_due_day(secretariat):
    asked_of(ApplicationFactory(under_review=True), secretariat, due_on=date(2026, 11, 4))

    assert [mail.due_at.date() for mail in reminders()] == [date(2026, 11, 5)]


def test_a_reminder_says_until_when_or_since_when(question):
    early, late = reminders()

    assert "by 16 November 2026" in compose(early, BEFORE).subject
    assert "was due on 16 November 2026" in compose(late, AFTER).subject
    assert "Which act?" in compose(late, AFTER).text


def test_after_an_outage_one_reminder_goes_out_and_not_two(question):
    assert len(letters("members.clarification_reminder", AFTER)) == 1


def test_nobody_is_reminded_of_what_was_answered(question):
    applying.answer_clarification(question, "Decree 12.", now=NOW)

    assert letters("members.clarification_reminder", AFTER) == []


def test_nobody_is_reminded_of_what_was_taken_back_even_when_a_new_question_waits(
    question, secretariat
):
    review.take_back_question(question.application, by=secretariat, now=NOW)
    asked_of(question.application, secretariat, due_on=date(2026, 12, 30))

    assert letters("members.clarification_reminder", AFTER) == []
    asked = Mail.objects.filter(kind="members.clarification_requested").order_by("pk")
    assert [compose(mail, NOW) is None for mail in asked] == [True, False]


def test_nobody_is_reminded_after_withdrawing(question):
    applying.withdraw(question.application, now=NOW)

    assert letters("members.clarification_reminder", AFTER) == []


def test_more_time_moves_the_reminders_and_tells_the_applicant(question, secretariat):
    give_time(question, secretariat, why="The ministry is slow.")

    told = letters("members.clarification_extended", NOW)
    assert "30 November 2026" in told[0].subject
    assert "The ministry is slow." in told[0].text
    assert letters("members.clarification_reminder", AFTER) == []
    assert len(letters("members.clarification_reminder", AFTER + timedelta(days=13))) == 1


def test_more_time_twice_tells_only_the_last_day(question, secretariat):
    give_time(question, secretariat)
    give_time(question, secretariat, due_on=date(2026, 12, 7))

    assert len(letters("members.clarification_extended", NOW)) == 1


def test_more_time_leaves_a_trace(question, secretariat):
    give_time(question, secretariat, why="Holidays.")

    event = question.application.events.last()
    assert (event.by, event.why) == (secretariat, "Holidays.")
    assert event.changes == {"due_on": ["2026-11-16", "2026-11-30"]}


@pytest.mark.parametrize("due_on", [DUE, DUE - timedelta(days=1)])
def test_more_time_is_never_less(question, secretariat, due_on):
    with pytest.raises(Refused):
        give_time(question, secretariat, due_on=due_on)


def test_more_time_ends_after_today(question, secretariat):
    with pytest.raises(Refused):
        give_time(question, secretariat, now=NOW + timedelta(days=60))


def test_more_time_needs_an_open_question(secretariat):
    with pytest.raises(Refused):
        clarifying.extend_clarification(
            ApplicationFactory(under_review=True),
            due_on=date(2026, 12, 30),
            by=secretariat,
            now=NOW,
        )


def test_an_overdue_question_can_get_more_time(question, secretariat):
    give_time(question, secretariat, now=NOW + timedelta(days=20))

    question.refresh_from_db()
    assert question.due_on == date(2026, 11, 30)


def test_the_applicant_is_told_that_no_answer_is_needed_any_more(question, secretariat):
    review.take_back_question(question.application, by=secretariat, now=NOW)

    (letter,) = letters("members.question_taken_back", NOW)
    assert "No answer is needed any more" in letter.subject


def test_a_question_that_never_left_is_taken_back_in_silence(question, secretariat, mailoutbox):
    review.take_back_question(question.application, by=secretariat, now=NOW)

    outbox.deliver_due(lambda: NOW)

    assert mailoutbox == []


def test_a_question_keeps_the_text_it_was_made_from(secretariat):
    template = QuestionTemplateFactory(criterion=Criterion.MANDATE)

    asked = asked_of(
        ApplicationFactory(under_review=True), secretariat, text=f"Good day.\n\n{template.text}"
    )

    asked.refresh_from_db()
    assert asked.template == template


# --- Several questions in one letter ----------------------------------------------------------

SEVERAL = {Criterion.MANDATE: "Which act?", Criterion.RESOURCES: "Who pays?", "": "Since when?"}


@pytest.fixture
def questions(secretariat):
    return review.request_clarification(
        ApplicationFactory(under_review=True),
        questions=SEVERAL,
        due_on=DUE,
        by=secretariat,
        now=NOW,
    )


def answer(question, at=NOW):
    return applying.answer_clarification(question, "Decree 12.", now=at)


def test_several_questions_go_out_in_one_letter_under_what_each_is_about(questions):
    (letter,) = letters("members.clarification_requested", NOW)

    assert letter.subject.startswith("3 questions on application")
    assert "1. Mandate\n\nWhich act?\n\n2. Resources\n\nWho pays?" in letter.text
    assert "3. The application as a whole\n\nSince when?" in letter.text


def test_each_question_is_answered_by_itself_and_the_last_one_brings_the_case_back(questions):
    first, second, third = questions

    assert answer(second).status == ApplicationStatus.CLARIFICATION
    assert answer(third).status == ApplicationStatus.CLARIFICATION
    assert not Mail.objects.filter(kind="members.desk_answered").exists()
    assert answer(first).status == ApplicationStatus.UNDER_REVIEW
    assert Mail.objects.filter(kind="members.desk_answered").count() == 1


def test_a_reminder_names_only_what_is_still_open(questions):
    answer(questions[0])

    (letter,) = letters("members.clarification_reminder", BEFORE)
    assert "Who pays?" in letter.text
    assert "Which act?" not in letter.text


def test_one_reminder_goes_out_for_all_the_questions(questions):
    assert reminders().count() == 2


def test_more_time_is_given_for_what_is_still_open(questions, secretariat):
    answer(questions[0])

    give_time(questions[1], secretariat)

    days = questions[0].application.clarifications.values_list("due_on", flat=True)
    assert list(days) == [DUE, date(2026, 11, 30), date(2026, 11, 30)]
    assert letters("members.clarification_reminder", AFTER) == []


def test_going_on_takes_back_what_is_open_and_says_so_once(questions, secretariat):
    answer(questions[0])

    review.take_back_question(questions[0].application, by=secretariat, now=NOW)

    (letter,) = letters("members.question_taken_back", NOW)
    assert "Who pays?" in letter.text
    assert "Since when?" in letter.text
    assert "Which act?" not in letter.text


def test_a_letter_without_a_question_is_refused(secretariat):
    with pytest.raises(Refused):
        review.request_clarification(
            ApplicationFactory(under_review=True),
            questions={"": " "},
            due_on=DUE,
            by=secretariat,
            now=NOW,
        )


def test_evidence_belongs_to_the_question_that_it_answers(questions):
    case = questions[0].application

    given = writing.add_evidence(
        case, "resources", now=NOW, title="Budget", link="https://a.example", answering=questions[1]
    )

    assert given.clarification == questions[1]
