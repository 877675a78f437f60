"""What those who vote ask an applicant. The applicant never learns who asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from members.applications.models.applications import Application
from members.enums import QuestionStatus

_S = QuestionStatus


class VoterQuestionQuerySet(models.QuerySet):
    def before_the_applicant(self):
        """What the applicant sees: forwarded, and answered or not."""
        return self.filter(status__in=[QuestionStatus.FORWARDED, QuestionStatus.ANSWERED])

    def answered(self):
        return self.filter(status=QuestionStatus.ANSWERED)


class VoterQuestion(models.Model):
    """Asked by a voter, passed on or declined by the secretariat, answered by the applicant."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="voter_questions"
    )
    asked = LinesField(_("question as it was asked"), max_length=4000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    status = models.CharField(
        _("status"), max_length=20, choices=QuestionStatus, default=QuestionStatus.ASKED
    )
    wording = LinesField(_("question"), blank=True, max_length=4000)
    decline_reason = LinesField(_("why it was not passed on"), blank=True, max_length=2000)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("passed on or declined"), null=True)
    answer = LinesField(_("answer"), blank=True, max_length=10000)
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = VoterQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a voter")
        verbose_name_plural = _("questions of voters")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=QuestionStatus.values), name="voter_question_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[_S.FORWARDED, _S.ANSWERED]) | ~Q(wording=""),
                name="forwarded_question_has_a_wording",
            ),
            models.CheckConstraint(
                condition=~Q(status=_S.DECLINED) | ~Q(decline_reason=""),
                name="declined_question_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=_S.ASKED)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="settled_question_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status=_S.ANSWERED, answered_at__isnull=False, answer__gt="")
                | (~Q(status=_S.ANSWERED) & Q(answered_at__isnull=True, answer="")),
                name="answered_question_has_an_answer",
            ),
        ]

    def __str__(self):
        return self.wording or self.asked
