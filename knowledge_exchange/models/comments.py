from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.models.versions import PaperVersion


class CommentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(resolved_at__isnull=True)


class Comment(models.Model):
    """What a member says about a passage of a version that is being written."""

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="comments")
    passage = models.TextField(
        _("passage"), blank=True, max_length=2000, help_text=_("The words that it is about.")
    )
    text = models.TextField(_("comment"), max_length=4000)
    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="+", null=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    resolution = models.CharField(_("what was done"), max_length=1000, blank=True)

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
        ]

    def __str__(self):
        return self.text

    @property
    def is_resolved(self):
        return self.resolved_at is not None
