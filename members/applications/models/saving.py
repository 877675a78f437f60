"""When each step of a draft was stored last, so that nobody overwrites a colleague unawares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedSection(models.Model):
    """One step of one application: when it was stored, by whom, and from which open page."""

    application = models.ForeignKey(
        "members.Application", on_delete=models.CASCADE, related_name="saved_sections"
    )
    section = models.CharField(_("section"), max_length=20)
    saved_at = models.DateTimeField(_("saved"))
    by = models.ForeignKey(
        "members.Collaborator", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # A page's own random name: what it stored itself is no news to it, even if the answer was lost.
    window = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("saved section")
        verbose_name_plural = _("saved sections")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "section"], name="one_last_save_per_section"
            )
        ]

    def __str__(self):
        return self.section
