"""What the secretariat does with a case: findings, questions, decisions, notes, the history."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from common.languages import OFFICIAL_LANGUAGES
from common.model_fields import DayField, LineField, LinesField
from members.enums import (
    ApplicationStatus,
    Criterion,
    DecisionStatus,
    Outcome,
    Verdict,
    Visibility,
)


class Finding(models.Model):
    """What the secretariat found on one criterion."""

    application = models.ForeignKey(
        "members.Application", on_delete=models.CASCADE, related_name="findings"
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion)
    verdict = models.CharField(_("finding"), max_length=20, choices=Verdict)
    note = LinesField(_("note"), blank=True)
    visibility = models.CharField(
        _("who reads the note"), max_length=20, choices=Visibility, default=Visibility.MEMBERS
    )
    rests_on = models.ManyToManyField(
        "members.Evidence", verbose_name=_("evidence it rests on"), related_name="+", blank=True
    )
    pages = LineField(_("pages"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_finding_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.MET) | ~Q(note=""),
                name="finding_short_of_met_has_a_note",
            ),
        ]

    def __str__(self):
        return f"{self.get_criterion_display()}: {self.get_verdict_display()}"

    @property
    def shared_note(self):
        """The note as members and the applicant may read it: an internal one is not for them."""
        return self.note if self.visibility == Visibility.MEMBERS else ""

    @property
    def version(self):
        """Tells this finding from any other on the same criterion, earlier or later."""
        return f"{self.by_id}:{self.at.isoformat()}"


class ClarificationQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(answered_at__isnull=True, taken_back_at__isnull=True)

    def of_one_letter_with(self, clarification):
        """What was asked together: one letter, one day to answer by."""
        return self.filter(
            application=clarification.application_id, asked_at=clarification.asked_at
        )


class Clarification(models.Model):
    """A question of the secretariat to the applicant, and its answer.

    Several are asked in one letter, one on each criterion and one on the application as a whole;
    each is answered by itself.
    """

    application = models.ForeignKey(
        "members.Application", on_delete=models.CASCADE, related_name="clarifications"
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion, blank=True)
    template = models.ForeignKey(
        "members.QuestionTemplate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("template"),
    )
    question = LinesField(_("question"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_on = DayField(_("answer by"))
    answer = LinesField(_("answer"), blank=True, max_length=10000)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"],
                condition=Q(answered_at__isnull=True, taken_back_at__isnull=True),
                name="one_unanswered_clarification_per_criterion",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="answered_clarification_has_an_answer",
            ),
        ]

    def __str__(self):
        return self.question

    @property
    def is_waiting(self):
        return self.answered_at is None and self.taken_back_at is None


class QuestionTemplateQuerySet(models.QuerySet):
    def in_order(self):
        """As the criteria follow each other; what fits any criterion comes last."""
        ranks = [When(criterion=name, then=rank) for rank, name in enumerate(Criterion)]
        return self.order_by(Case(*ranks, default=len(ranks)), "code", "language")


class QuestionTemplate(models.Model):
    """A question that the secretariat asks often, under a code and in one of its languages."""

    code = models.SlugField(_("code"), max_length=40)
    language = models.CharField(
        _("language"), max_length=10, choices=OFFICIAL_LANGUAGES, default="en"
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion, blank=True)
    title = LineField(_("title"), max_length=150)
    text = LinesField(_("text"), max_length=4000)

    objects = QuestionTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("question template")
        verbose_name_plural = _("question templates")
        ordering = ["code", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "language"],
                name="one_question_template_per_language",
                violation_error_message=_("There is already a text in this language."),
            )
        ]

    def __str__(self):
        return self.title


class DecisionQuerySet(models.QuerySet):
    def waiting(self):
        """Drafted by one person and not yet released by another."""
        return self.filter(status=DecisionStatus.DRAFTED)

    def released(self):
        return self.filter(status=DecisionStatus.RELEASED)


class Decision(models.Model):
    """A decision on eligibility: one person drafts it, another one releases it.

    A drafted one that fell by itself, because the applicant withdrew, has nobody who took it back.
    """

    application = models.ForeignKey(
        "members.Application", on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome)
    status = models.CharField(
        _("status"), max_length=20, choices=DecisionStatus, default=DecisionStatus.DRAFTED
    )
    reasons = LinesField(_("reasons"), blank=True)
    exception = LinesField(_("why eligible although not every criterion is met"), blank=True)
    no_mail_reason = LinesField(_("why no mail goes out"), blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    why_taken_back = LinesField(_("why it was taken back"), blank=True)
    looks_like_one_person = models.BooleanField(
        _("both accounts look like one person's"), default=False, editable=False
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["drafted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DecisionStatus.values), name="decision_status_known"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status=DecisionStatus.DRAFTED),
                name="one_drafted_decision_per_application",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("drafted_by")),
                name="decision_is_released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status=DecisionStatus.RELEASED)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="released_decision_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[DecisionStatus.DISCARDED, DecisionStatus.REVERTED])
                | Q(taken_back_at__isnull=False)
                & (
                    Q(taken_back_by__isnull=False)
                    | Q(status=DecisionStatus.DISCARDED) & ~Q(why_taken_back="")
                ),
                name="decision_taken_back_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=DecisionStatus.REVERTED) | ~Q(why_taken_back=""),
                name="reverted_decision_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.INELIGIBLE) | ~Q(reasons=""),
                name="decision_against_has_reasons",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}, {self.get_status_display().lower()}"


class CaseNote(models.Model):
    """A note among the secretariat, which no applicant and no member ever reads; rows only come."""

    application = models.ForeignKey(
        "members.Application", on_delete=models.PROTECT, related_name="case_notes"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = LinesField(_("note"), max_length=4000)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="case_note_has_words")]

    def __str__(self):
        return self.text


class ConflictQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(overridden_at__isnull=True)


class ConflictOfInterest(models.Model):
    """Somebody of the secretariat is too close to a case; a colleague may lift it with a reason."""

    application = models.ForeignKey(
        "members.Application", on_delete=models.PROTECT, related_name="conflicts"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = LinesField(_("reason"), max_length=2000)
    declared_at = models.DateTimeField(_("declared"))
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    overridden_at = models.DateTimeField(_("overridden"), null=True, blank=True)
    override_reason = LinesField(_("reason for the override"), blank=True, max_length=2000)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=Q(overridden_at__isnull=True),
                name="one_standing_conflict_per_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_a_reason"),
            models.CheckConstraint(
                condition=Q(overridden_by__isnull=True) | ~Q(overridden_by=F("user")),
                name="nobody_overrides_their_own_conflict",
            ),
            models.CheckConstraint(
                condition=Q(overridden_at__isnull=True, overridden_by__isnull=True)
                | Q(overridden_at__isnull=False, overridden_by__isnull=False)
                & ~Q(override_reason=""),
                name="override_names_who_when_and_why",
            ),
        ]

    def __str__(self):
        return self.reason


class ApplicationEvent(models.Model):
    """The application's history; rows are added, never changed. `by` is empty for the applicant.

    `changes` tells what changed as {what: [before, after]}, `why` the reason that was given; both
    are for the secretariat only, whoever may read that it happened.

    No names and no addresses: what is personal stays in rows that can be corrected.
    """

    application = models.ForeignKey(
        "members.Application", on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    collaborator = models.ForeignKey(
        "members.Collaborator", on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=20, choices=ApplicationStatus)
    what = LineField(_("what happened"), max_length=200)
    why = LinesField(_("why"), blank=True)
    changes = models.JSONField(_("what changed"), default=dict, blank=True)
    is_public_to_applicant = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.what
