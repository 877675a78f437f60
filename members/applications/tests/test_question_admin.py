from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import network_day
from members.applications.tests.case_pages import press, step_url
from members.models import ProcessRules, QuestionTemplate
from members.tests.factories import NOW, ApplicationFactory, QuestionTemplateFactory
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


@pytest.fixture
def application():
    return ApplicationFactory(under_review=True)


def prefill(desk, application, **typed):
    page = desk.post(step_url(application, "clarify"), {"prefill": "yes", **typed})
    return page.context["form"]


def test_every_criterion_has_a_question_to_start_from_and_two_are_translated(db):
    templates = QuestionTemplate.objects.all()

    assert {row.criterion for row in templates} == {
        "mandate",
        "resources",
        "participation",
        "commitment",
        "",
    }
    assert templates.filter(language="de").count() == templates.filter(language="fr").count() == 2


def test_a_text_is_added_in_another_language(desk):
    desk.post(
        reverse("admin:members_questiontemplate_add"),
        {
            "code": "mandate-no-act",
            "language": "pl",
            "criterion": "mandate",
            "title": "Brak aktu",
            "text": "Który akt?",
        },
    )

    added = QuestionTemplate.objects.get(language="pl")
    page = desk.get(reverse("admin:members_questiontemplate_changelist")).content.decode()
    assert added.title == "Brak aktu"
    assert "polski" in page


def test_using_a_text_fills_in_the_question_and_sends_nothing(desk, application):
    template = QuestionTemplateFactory(criterion="resources", text="Who pays?")

    form = prefill(desk, application, template=template.pk, due_on="2030-01-31")

    assert form["resources"].value() == "Who pays?"
    assert not form["general"].value()
    assert form["due_on"].value() == "31 January 2030"
    assert not application.clarifications.exists()


def test_what_was_typed_stays_above_the_text(desk, application):
    template = QuestionTemplateFactory(text="Who pays?")

    form = prefill(desk, application, template=template.pk, general="My own words.")

    assert form["general"].value() == "My own words.\n\nWho pays?"


def test_another_text_replaces_one_that_was_left_alone(desk, application):
    first, second = (QuestionTemplateFactory(text=text) for text in ("Who pays?", "Who votes?"))

    form = prefill(desk, application, template=second.pk, general=first.text)

    assert form["general"].value() == "Who votes?"


def test_using_no_text_keeps_what_was_typed(desk, application):
    assert prefill(desk, application, template="", general="Mine")["general"].value() == "Mine"


def test_a_text_that_was_only_chosen_is_asked_on_its_criterion(desk, application):
    template = QuestionTemplateFactory(criterion="resources")

    press(desk, application, "clarify", template=template.pk, due_on="2030-01-31")

    asked = application.clarifications.get()
    assert (asked.template, asked.criterion) == (template, "resources")
    assert asked.question == template.text


def test_several_questions_are_asked_in_one_go(desk, application):
    typed = {"commitment": "Who pays?", "general": "Since when?", "due_on": "2030-01-31"}

    press(desk, application, "clarify", **typed)

    asked = application.clarifications.values_list("criterion", "question")
    assert list(asked) == [("commitment", "Who pays?"), ("", "Since when?")]
    assert Mail.objects.filter(kind="members.clarification_requested").count() == 1


def test_a_letter_asks_at_least_one_question(desk, application):
    page = desk.post(step_url(application, "clarify"), {"due_on": "2030-01-31"})

    assert page.context["form"].non_field_errors() == ["Write at least one question."]


def test_the_day_to_answer_by_follows_the_rules(desk, application):
    ProcessRules.objects.create(version=2, adopted_at=NOW, answer_days=21)

    form = desk.get(step_url(application, "clarify")).context["form"]

    expected = network_day(timezone.now()) + timedelta(days=21)
    assert form["due_on"].value() == f"{expected:%-d %B %Y}"


def test_more_time_is_given_on_a_page_of_its_own(desk, application):
    press(desk, application, "clarify", general="Who?", due_on="2030-01-31")

    press(desk, application, "more-time", due_on="2030-02-28", why="Holidays.")

    assert application.clarifications.get().due_on.isoformat() == "2030-02-28"


def test_a_day_that_has_passed_is_refused_beside_its_field(desk, application):
    page = desk.post(step_url(application, "clarify"), {"general": "Who?", "due_on": "2020-01-01"})

    assert page.context["form"].errors["due_on"] == ["Choose a day after today."]
