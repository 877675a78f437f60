from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.model_fields import DayField, LineField, LinesField, LinkField
from voting.enums import MotionStatus, RuleBasis
from voting.rules import ALL, SERIES, Rules, parse

_B = RuleBasis
NEWEST = ("-adopted_at", "-version", "-pk")


class RuleSetQuerySet(models.QuerySet):
    def adopted(self):
        return self.filter(adopted_at__isnull=False).order_by(*NEWEST)

    def standing(self):
        """The adopted ones without those whose vote was annulled after it was certified."""
        certified = Q(adoption_motions__status=MotionStatus.CERTIFIED)
        return self.adopted().filter(~Q(basis=_B.VOTE) | certified)

    def in_force(self, series):
        """The newest that was adopted for this kind of motion, or for all; None if there is none.

        A kind of motion is named like its series.
        """
        standing = self.standing().filter(series__in=(series, ALL))
        return standing.order_by(Case(When(series=ALL, then=1), default=0), *NEWEST).first()

    def all_in_force(self):
        """For each series that has rules of its own; those for all others first."""
        newest = {}
        for row in self.standing():
            newest.setdefault(row.series, row)
        return [newest[series] for series in SERIES if series in newest]

    def drafts(self):
        return self.filter(adopted_at__isnull=True).order_by("name", "pk")


class RuleSet(models.Model):
    """One version of the rules as a JSON document. Adopted, it never changes again.

    A draft has the version 0: the number is given when it is adopted. What an assembly outside the
    site adopted says where and when, and names the two people who entered it.
    """

    name = LineField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"), default=0)
    series = models.CharField(  # as the document says it
        max_length=20, choices=SERIES, db_default=ALL, editable=False
    )
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis = models.CharField(_("basis"), max_length=20, blank=True, choices=RuleBasis)
    source = LinesField(_("source"), blank=True, max_length=2000)
    source_link = LinkField(_("link to the source"), blank=True)
    decided_on = DayField(_("day of the assembly"), null=True, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["name", "-version"]
        permissions = [("adopt_rule_set", _("Can draft and adopt rule sets"))]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                condition=Q(version__gt=0),
                name="one_rule_set_per_version",
            ),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True, version=0)
                | Q(adopted_at__isnull=False, version__gt=0),
                name="rule_set_has_a_version_once_adopted",
            ),
            models.CheckConstraint(condition=~Q(sha256=""), name="rule_set_has_a_fingerprint"),
            models.CheckConstraint(
                condition=Q(series__in=list(SERIES)), name="rule_set_is_of_a_known_series"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at=None, basis="", released_by=None, decided_on=None)
                | Q(adopted_at__isnull=False, released_by=None, decided_on=None)
                & Q(basis__in=[_B.FOUNDING, _B.DEMO, _B.BEFORE_RELEASES])
                | Q(adopted_at__isnull=False, released_by=None, decided_on=None)
                & Q(basis=_B.VOTE, adopted_by__isnull=False)
                | Q(adopted_at__isnull=False, basis=_B.ELSEWHERE, decided_on__isnull=False)
                & Q(adopted_by__isnull=False, released_by__isnull=False)
                & ~Q(source="")
                & ~Q(released_by=F("adopted_by")),
                name="rules_are_adopted_by_a_vote_or_by_two_people",
            ),
        ]

    def __str__(self):
        if self.is_draft:
            return _("%(name)s, draft %(number)d") % {"name": self.name, "number": self.pk or 0}
        return _("%(name)s, version %(version)d") % {"name": self.name, "version": self.version}

    def get_absolute_url(self):
        """For adopted ones: a draft has no public page."""
        return reverse("rule_set", args=[self.pk])

    def get_admin_url(self):
        return reverse("admin:voting_ruleset_change", args=[self.pk])

    @property
    def is_draft(self):
        return self.adopted_at is None

    @cached_property
    def rules(self) -> Rules:
        return parse(self.document)
