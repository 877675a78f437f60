"""Who comes to a meeting: invited people, guests, and what they are asked beforehand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField
from knowledge_exchange.meetings.enums import AnswerKind, ComesAs, Presence, Reply
from knowledge_exchange.meetings.models.meetings import Meeting


class AttendanceQuerySet(models.QuerySet):
    def for_user(self, user):
        return self.filter(user=user)

    def unanswered(self, after, until):
        """Nothing said yet about a meeting whose registration closes between the two instants."""
        closes = Coalesce("meeting__register_until", "meeting__starts_at")
        waiting = self.filter(reply=Reply.NONE, meeting__cancelled_at=None)
        return waiting.annotate(closes=closes).filter(closes__gt=after, closes__lte=until)

    def expected(self):
        """Those who say that they come."""
        return self.filter(reply__in=[Reply.ON_SITE, Reply.ONLINE])

    def not_declined(self):
        """Those who have not said that they cannot come."""
        return self.exclude(reply=Reply.DECLINED)


class Attendance(models.Model):
    """A person's invitation to a meeting, what they answered, and whether they were there.

    Without an invitation the secretariat noted that they were.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances"
    )
    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="attendances", null=True
    )
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    added_by = models.ForeignKey(  # who noted them, not having been invited through the site
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reply = models.CharField(_("answer"), max_length=20, choices=Reply, default=Reply.NONE)
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)
    presence = models.CharField(
        _("presence"), max_length=20, choices=Presence, default=Presence.UNKNOWN
    )
    noted_at = models.DateTimeField(_("noted"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    substitute = models.ForeignKey(  # who comes in their place
        "self", on_delete=models.PROTECT, related_name="stands_in_for", null=True, blank=True
    )
    guest_substitute = models.ForeignKey(  # the same, of somebody without a sign-in
        "Guest", on_delete=models.SET_NULL, related_name="stands_in_for", null=True, blank=True
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="one_attendance_per_person"),
            models.CheckConstraint(condition=Q(reply__in=Reply.values), name="reply_known"),
            models.CheckConstraint(
                condition=Q(reply=Reply.NONE, replied_at__isnull=True)
                | ~Q(reply=Reply.NONE) & Q(replied_at__isnull=False),
                name="reply_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values), name="presence_known"
            ),
            models.CheckConstraint(
                condition=Q(presence=Presence.UNKNOWN, noted_at__isnull=True)
                | ~Q(presence=Presence.UNKNOWN) & Q(noted_at__isnull=False),
                name="presence_was_noted_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(invited_at__isnull=False) | Q(added_by__isnull=False),
                name="attendance_is_invited_or_added",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True, guest_substitute__isnull=True)
                | Q(reply=Reply.DECLINED),
                name="who_sends_somebody_does_not_come",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | Q(guest_substitute__isnull=True),
                name="one_substitute_for_a_person",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("pk")),
                name="nobody_is_their_own_substitute",
            ),
            models.UniqueConstraint(fields=["substitute"], name="one_person_for_a_substitute"),
            models.UniqueConstraint(
                fields=["guest_substitute"], name="one_person_for_a_guest_substitute"
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_reply_display()}"

    @property
    def comes_instead(self):
        """Who comes in their place: an attendance, a guest or None."""
        return self.substitute or self.guest_substitute

    @property
    def comes_instead_name(self):
        return str(self.substitute.user if self.substitute else self.guest_substitute or "")


class Guest(models.Model):
    """Somebody without a sign-in who comes to a meeting. Never shown in public.

    Once the time of the schedule is over the words go and the row stays, so that numbers do.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="guests")
    name = LineField(_("name"), max_length=200, blank=True)
    organisation = LineField(_("organisation"), max_length=200, blank=True)
    comes_as = models.CharField(
        _("comes as"), max_length=20, choices=ComesAs, default=ComesAs.GUEST
    )
    practical = LineField(
        _("what to prepare"),
        max_length=300,
        blank=True,
        help_text=_("Such as a diet or access needs. Erased two weeks after the meeting."),
    )
    presence = models.CharField(
        _("presence"), max_length=20, choices=Presence, default=Presence.UNKNOWN
    )
    noted_at = models.DateTimeField(_("noted"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    forgotten_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comes_as__in=ComesAs.values), name="guest_comes_as_known"
            ),
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values), name="guest_presence_known"
            ),
            models.CheckConstraint(
                condition=Q(presence=Presence.UNKNOWN, noted_at__isnull=True)
                | ~Q(presence=Presence.UNKNOWN) & Q(noted_at__isnull=False),
                name="guest_presence_was_noted_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) & ~Q(name="")
                | Q(forgotten_at__isnull=False, name="", organisation="", practical=""),
                name="guest_has_a_name_until_erased",
            ),
        ]

    def __str__(self):
        return self.name or str(_("name erased"))


class PracticalQuestion(models.Model):
    """What whoever prepares a meeting wants to know: diet, access, dinner."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="practical_questions"
    )
    position = models.PositiveSmallIntegerField(_("place"))
    text = LineField(_("question"), max_length=150)
    kind = models.CharField(
        _("answered"), max_length=20, choices=AnswerKind, default=AnswerKind.WORDS
    )

    class Meta:
        verbose_name = _("practical question")
        verbose_name_plural = _("practical questions")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="one_practical_question_per_place"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="practical_question_asks_something"),
            models.CheckConstraint(
                condition=Q(kind__in=AnswerKind.values), name="practical_question_kind_known"
            ),
        ]

    def __str__(self):
        return self.text


class PracticalAnswer(models.Model):
    """Read by the person and the secretariat only, and erased soon after the meeting."""

    question = models.ForeignKey(
        PracticalQuestion, on_delete=models.CASCADE, related_name="answers"
    )
    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="practical_answers"
    )
    text = LineField(_("answer"), max_length=300)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("practical answer")
        verbose_name_plural = _("practical answers")
        ordering = ["question", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "attendance"], name="one_practical_answer_per_person"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="practical_answer_says_something"),
        ]

    def __str__(self):
        return self.text

    @property
    def shown(self):
        """The words, or yes or no in the reader's language."""
        if self.question.kind == AnswerKind.YES_NO:
            return {"yes": _("Yes"), "no": _("No")}.get(self.text, self.text)
        return self.text
