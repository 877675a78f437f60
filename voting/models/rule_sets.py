from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from voting import rules


class RuleSetQuerySet(models.QuerySet):
    def adopted(self):
        return self.filter(adopted_at__isnull=False).order_by("-adopted_at", "-version")


class RuleSet(models.Model):
    """One version of the rules as a JSON document. Adopted, it never changes again."""

    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"))
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="one_rule_set_per_version"),
        ]

    def __str__(self):
        return _("%(name)s, version %(version)d") % {"name": self.name, "version": self.version}

    @cached_property
    def rules(self):
        return rules.parse(self.document)
