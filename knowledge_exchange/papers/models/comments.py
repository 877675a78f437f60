from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField, LinesField
from knowledge_exchange.papers.models.versions import PaperVersion


class CommentQuerySet(models.QuerySet):
    def open(self):
        """What is still to be worked through; an answer is not."""
        return self.filter(resolved_at=None, taken_back_at=None, answers=None)


class Comment(models.Model):
    """What a member says about a passage of a version that is being written, or answers there.

    The passage is kept in words, so that the comment can still be read when the text has changed.
    """

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="comments")
    passage = LinesField(
        _("passage"), blank=True, max_length=2000, help_text=_("The words that it is about.")
    )
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replies", null=True, blank=True
    )
    text = LinesField(_("comment"), max_length=4000)
    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="+", null=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    resolution = LineField(_("what was done"), max_length=1000, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="resolved_comment_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(answers=None) | Q(passage="", resolved_at=None),
                name="reply_is_neither_tied_nor_resolved",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(resolved_at=None),
                name="comment_taken_back_is_not_resolved",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_open(self):
        return self.resolved_at is None and self.taken_back_at is None

    @property
    def is_resolved(self):
        return self.resolved_at is not None
