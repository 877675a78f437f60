import subprocess
import sys

import pytest
from django.urls import reverse

from members.applications import self_check
from members.applications.self_check import IN_PLACE, MISSING, NEEDS_DECISION, check
from members.applications.views.self_check import QUESTIONS, SENTENCES
from members.enums import EVIDENCE_TO_PREPARE, Criterion

BEST = {
    "mandate": "national",
    "resources": "own",
    "participation": "yes",
    "commitment": "letter",
}


@pytest.mark.parametrize(
    "criterion, answer, verdict",
    [
        ("mandate", "national", IN_PLACE),
        ("mandate", "private", IN_PLACE),
        ("mandate", "regional", NEEDS_DECISION),
        ("mandate", "none", MISSING),
        ("resources", "own", IN_PLACE),
        ("resources", "shared", NEEDS_DECISION),
        ("resources", "none", MISSING),
        ("participation", "yes", IN_PLACE),
        ("participation", "not_sure", MISSING),
        ("participation", "no", MISSING),
        ("commitment", "letter", IN_PLACE),
        ("commitment", "word", MISSING),
        ("commitment", "not_yet", MISSING),
    ],
)
def test_each_answer_has_its_verdict(criterion, answer, verdict):
    result = check(BEST | {criterion: answer})

    assert result.verdict == verdict
    outcome = next(each for each in result.outcomes if each.criterion == criterion)
    assert (outcome.answer, outcome.verdict) == (answer, verdict)


def test_what_is_missing_weighs_more_than_what_is_open():
    result = check(BEST | {"mandate": "regional", "commitment": "word"})

    assert result.verdict == MISSING
    assert [each.criterion for each in result.missing] == ["commitment"]
    assert [each.criterion for each in result.to_decide] == ["mandate"]


def test_an_unknown_answer_is_no_answer():
    with pytest.raises(KeyError):
        check(BEST | {"mandate": "papal"})


def test_every_answer_that_is_offered_has_a_verdict_and_a_sentence():
    offered = {
        (criterion.value, answer)
        for criterion, (_question, choices) in QUESTIONS.items()
        for answer, _label in choices
    }

    assert offered == set(SENTENCES)
    assert offered == {
        (name, answer) for name, answers in self_check.VERDICTS.items() for answer in answers
    }
    assert set(EVIDENCE_TO_PREPARE) == set(QUESTIONS) == set(Criterion)


def test_the_rules_need_no_django():
    program = "import sys, members.applications.self_check; assert 'django' not in sys.modules"

    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.django_db
def test_the_page_asks_four_questions_and_blocks_nobody(client):
    written = client.get(reverse("members:self_check")).content.decode()

    assert written.count("<legend") == 4
    assert reverse("members:apply") in written


@pytest.mark.django_db
def test_a_regional_mandate_is_not_refused_by_a_machine(client):
    answers = BEST | {"mandate": "regional"}

    written = client.get(reverse("members:self_check"), answers).content.decode()

    assert "Something needs a decision" in written
    assert "for the Network to decide" in written
    assert "Evidence to prepare" in written
    assert reverse("members:apply") in written


@pytest.mark.django_db
def test_what_is_missing_is_named(client):
    answers = BEST | {"mandate": "none", "commitment": "word"}

    written = client.get(reverse("members:self_check"), answers).content.decode()

    assert "Will be missing: mandate, commitment" in written
    assert reverse("members:apply") in written


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{"mandate": "national"}, BEST | {"mandate": "papal"}])
def test_an_open_question_is_pointed_at(client, answers):
    written = client.get(reverse("members:self_check"), answers).content.decode()

    assert 'role="alert"' in written
    assert "Evidence to prepare" not in written


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["join", "apply"])
def test_the_check_is_offered_before_an_application_is_started(client, name):
    assert reverse("members:self_check") in client.get(reverse(f"members:{name}")).content.decode()
