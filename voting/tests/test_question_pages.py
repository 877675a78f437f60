"""Asking the applicant, the secretariat's page for it, and telling everybody on the roll."""

import pytest
from django.utils import timezone

from common.tests.step_pages import press
from members.applications.services import questions
from members.applications.tests.test_applicant_pages import open_by_link
from members.enums import QuestionStatus
from members.models import VoterQuestion
from outbox import services as outbox
from outbox.models import Mail
from voting import services, tasks
from voting.tests.factories import close
from voting.tests.pages import admin_page, page, text

pytestmark = pytest.mark.django_db
ASKED = "Who pays for the centre?"


def ask(client, motion, question=ASKED):
    return client.post(page("ask", motion), {"question": question})


@pytest.fixture
def asked(motion, network):
    return services.ask(motion, ASKED, by=network["delegate"])


@pytest.fixture
def answered(asked, network):
    questions.forward(asked, "Who pays?", by=network["secretariat"], now=timezone.now())
    return questions.answer(asked, "The ministry.", now=timezone.now())


@pytest.mark.parametrize("role", ["delegate", "alternate", "chair"])
def test_who_votes_may_ask(as_role, motion, network, role):
    client = as_role(role)

    assert page("ask", motion) in text(client.get(page("motion", motion)))
    assert "does not learn who asks" in text(client.get(page("ask", motion)))
    done = ask(client, motion)

    assert done.url.startswith(page("motion", motion))
    question = VoterQuestion.objects.get()
    assert (question.asked, question.asked_by) == (ASKED, network[role])


@pytest.mark.parametrize(
    "role, status",
    [("own observer", 403), ("observer", 403), ("secretariat", 403), ("outsider", 403)],
)
def test_others_do_not_ask(as_role, motion, role, status):
    client = as_role(role)

    assert client.get(page("ask", motion)).status_code == status
    assert ask(client, motion).status_code == status
    assert not VoterQuestion.objects.exists()


def test_a_recused_centre_does_not_ask(as_role, motion, network):
    services.recuse(motion, reason="Own.", by=network["delegate"])

    assert ask(as_role("delegate"), motion).status_code == 403


def test_after_the_close_nobody_asks_and_the_words_come_back(as_role, motion):
    close(motion)

    answer = ask(as_role("delegate"), motion)

    assert answer.status_code == 403
    assert ASKED in text(answer)


def test_the_service_refuses_what_the_page_would(motion, network):
    with pytest.raises(services.Refused, match="never votes"):
        services.ask(motion, ASKED, by=network["secretariat"])


def test_an_empty_question_is_asked_for(as_role, motion):
    assert 'href="#id_question"' in text(ask(as_role("delegate"), motion, " "))


def test_only_who_asked_sees_it_before_it_is_passed_on(as_role, motion, asked):
    assert ASKED in text(as_role("delegate").get(page("motion", motion)))
    assert ASKED not in text(as_role("alternate").get(page("motion", motion)))
    assert ASKED not in text(as_role("other").get(page("motion", motion)))


def test_the_secretariat_passes_it_on_in_other_words(desk, motion, asked):
    path = admin_page("motion_question", motion.pk, asked.pk)
    assert path in text(desk.get(admin_page("motion_change", motion.pk)))
    assert ASKED in text(desk.get(path))

    done = press(desk, path, wording="Who pays?")

    asked.refresh_from_db()
    assert done.url == admin_page("motion_change", motion.pk)
    assert (asked.status, asked.wording) == (QuestionStatus.FORWARDED, "Who pays?")


def test_the_secretariat_declines_it_with_a_reason(desk, as_role, motion, asked):
    path = admin_page("motion_decline", motion.pk, asked.pk)
    assert path in text(desk.get(admin_page("motion_question", motion.pk, asked.pk)))

    without = text(press(desk, path, reason=" "))
    press(desk, path, reason="It stands in the dossier.")

    assert 'href="#id_reason"' in without
    asked.refresh_from_db()
    assert asked.status == QuestionStatus.DECLINED
    assert "It stands in the dossier." in text(as_role("delegate").get(page("motion", motion)))
    assert "It stands in the dossier." not in text(as_role("other").get(page("motion", motion)))


def test_a_question_settled_meanwhile_says_so(desk, motion, answered):
    path = admin_page("motion_question", motion.pk, answered.pk)

    shown = text(desk.post(path, {"wording": "Again?", "confirm": "yes"}))

    assert "not possible now" in shown
    assert "Again?" in shown


@pytest.mark.parametrize("role", ["delegate", "other", "observer", "secretariat"])
def test_question_and_answer_are_shown_to_all_inside(as_role, motion, answered, role):
    shown = text(as_role(role).get(page("motion", motion)))

    assert "Who pays?" in shown
    assert "The ministry." in shown
    assert ASKED not in shown


def test_the_roll_is_told_of_an_answer_once(motion, answered, mailoutbox, network):
    for _tick in range(2):
        tasks.follow_up_open_motions()
    outbox.deliver_due(timezone.now)

    told = [mail for mail in mailoutbox if "answered a question" in mail.subject]
    on_the_roll = [network[role].email for role in ("delegate", "alternate", "other", "chair")]
    assert sorted(mail.to[0] for mail in told) == sorted(on_the_roll)
    assert "The ministry." in told[0].body
    assert Mail.objects.filter(kind="voting.question_answered").count() == 4


def test_the_applicant_reads_what_was_passed_on(client, motion, asked, network):
    questions.forward(asked, "Who pays?", by=network["secretariat"], now=timezone.now())
    client.logout()
    open_by_link(client, motion.application)

    shown = text(client.get(motion.application.get_absolute_url()))

    assert "Who pays?" in shown
    assert str(network["delegate"]) not in shown
    assert "Centre" not in shown.partition("Questions of the members who vote")[2][:600]
