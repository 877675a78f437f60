"""What is asked at registration so that a meeting can be prepared, and how soon it is forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings.models import (
    Attendance,
    Guest,
    Meeting,
    PracticalAnswer,
    PracticalQuestion,
)
from knowledge_exchange.meetings.services.meetings import lock
from members.models import User

MOST_QUESTIONS = 5
KEPT = timedelta(days=14)  # after the meeting


@transaction.atomic
def set_questions(
    meeting: Meeting, *, questions: Sequence[tuple[str, str]], by: User, now: datetime
) -> list[PracticalQuestion]:
    """Ask these, as (text, AnswerKind), in this order.

    A question whose words stay keeps its answers. One that is gone or worded anew takes its
    answers with it: nobody has answered the new words.
    """
    row = lock(meeting.pk)
    if row.is_cancelled or row.is_over(now):
        raise Refused(_("Nobody registers any more: the meeting is over or cancelled."))
    if len(questions) > MOST_QUESTIONS:
        raise Refused(_("At most %d questions are asked.") % MOST_QUESTIONS)
    if len(set(questions)) < len(questions):
        raise Refused(_("The same question stands there twice. Take one of them out."))
    stored = {(one.text, one.kind): one for one in row.practical_questions.select_for_update()}
    for words in stored.keys() - set(questions):
        stored.pop(words).delete()
    aside = 1 + max((one.position for one in stored.values()), default=0) + MOST_QUESTIONS
    for place, kept in enumerate(stored.values(), aside):  # no two at one place at any instant
        PracticalQuestion.objects.filter(pk=kept.pk).update(position=place)
    asked = []
    for position, (text, kind) in enumerate(questions, 1):
        question = stored.get((text, kind)) or PracticalQuestion(meeting=row, text=text, kind=kind)
        question.position = position
        question.save()
        asked.append(question)
    return asked


def keep_answers(
    attendance: Attendance, answers: Mapping[int, str] | None, *, now: datetime
) -> None:
    """Those given now, in the place of those given before; None: all of them go."""
    if answers is None:
        attendance.practical_answers.all().delete()
        return
    asked = PracticalQuestion.objects.filter(meeting=attendance.meeting_id, pk__in=answers)
    attendance.practical_answers.filter(question__in=asked).delete()
    PracticalAnswer.objects.bulk_create(
        PracticalAnswer(
            question=question, attendance=attendance, text=answers[question.pk], answered_at=now
        )
        for question in asked
        if answers[question.pk]
    )


def outlived_answers(now: datetime) -> QuerySet[PracticalAnswer]:
    """Answers about a meeting that is over or called off for two weeks."""
    over = Meeting.objects.over_for(KEPT, now)
    answers = PracticalAnswer.objects.filter(question__meeting__in=over.values("pk"))
    return answers.annotate(over_at=Coalesce("question__meeting__ends_at", "answered_at"))


def forget_answers(now: datetime) -> int:
    answers = PracticalAnswer.objects.filter(pk__in=outlived_answers(now).values("pk"))
    return answers.delete()[0]


def outlived_needs(now: datetime) -> QuerySet[Guest]:
    """Guests of whom it is still kept what to prepare for them."""
    over = Meeting.objects.over_for(KEPT, now)
    return Guest.objects.filter(meeting__in=over.values("pk")).exclude(practical="")


def forget_needs(now: datetime) -> int:
    return outlived_needs(now).update(practical="")


def forget_answers_of(user: User, day: object) -> None:
    PracticalAnswer.objects.filter(attendance__user=user).delete()
