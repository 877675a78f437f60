"""Who did what, when: rows are only added, and name people by their number."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from traces.enums import Act, Part


class Trace(models.Model):
    """`by` is empty where nobody was known; a person that is gone leaves the number.

    `about_model` and `about_key` name a row of ours, as "members.centre" and "12".
    """

    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=20, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    about_model = models.CharField(_("kind of row"), max_length=80, blank=True, editable=False)
    about_key = models.CharField(_("key of the row"), max_length=40, blank=True, editable=False)
    request_number = models.CharField(
        _("number of the request"), max_length=64, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at", "id"], name="trace_by_time"),
            models.Index(fields=["about_model", "about_key", "at"], name="trace_by_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Act.values), name="trace_kind_known"),
            models.CheckConstraint(
                condition=Q(about_model="", about_key="") | ~Q(about_model="") & ~Q(about_key=""),
                name="trace_names_its_subject_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()


class Detail(models.Model):
    """The part of a trace that can be erased; that it was there, and was erased, stays.

    Changes are JSON: the name of a field, with what it held before and after.
    """

    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="details")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    text = models.TextField(_("text"), blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True)

    class Meta:
        verbose_name = _("part of a trace that can be erased")
        verbose_name_plural = _("parts of traces that can be erased")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["trace", "part"], name="one_part_of_a_kind_per_trace"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="trace_part_known"),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(text="") | Q(erased_at__isnull=False, text=""),
                name="erased_part_of_a_trace_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.text
