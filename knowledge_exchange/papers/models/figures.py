import secrets

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField
from knowledge_exchange.papers.models.papers import Paper


def figure_path(figure, filename):
    """A stored name that says nothing of the sender's machine."""
    return f"figures/{figure.paper_id}/{secrets.token_hex(16)}.{figure.ending}"


class Figure(models.Model):
    """A picture of a paper, as it was made anew from the upload; it never changes.

    The text shows it with `![description](figure:name)`.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="figures")
    name = LineField(
        _("name"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")],
        help_text=_("Small letters, digits and hyphens: the text calls the figure by it."),
    )
    description = LineField(
        _("description"),
        max_length=500,
        help_text=_("What the figure shows, for readers who do not see it."),
    )
    file = models.FileField(_("file"), upload_to=figure_path)
    content_type = models.CharField(_("kind of file"), max_length=40)
    size = models.PositiveBigIntegerField(_("bytes"))
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    at = models.DateTimeField(_("added"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["paper", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "name"], name="one_figure_per_name"),
            models.CheckConstraint(condition=~Q(description=""), name="figure_is_described"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("knowledge_exchange:figure", args=[self.paper.slug, self.name])

    @property
    def ending(self):
        return self.content_type.rpartition("/")[2]
