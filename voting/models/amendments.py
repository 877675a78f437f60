"""Changes of an open vote's roll. The frozen roll stays; these rows stand beside it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from members.enums import VOTING_ROLES, RepresentativeRole
from voting.enums import AmendmentKind, AmendmentStatus
from voting.models.motions import Motion
from voting.models.roll import RollEntry

_K, _S = AmendmentKind, AmendmentStatus


class AmendmentQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(status=AmendmentStatus.PROPOSED)

    def confirmed(self):
        return self.filter(status=AmendmentStatus.CONFIRMED)


class Amendment(models.Model):
    """One person of the secretariat proposes it; it holds once another has confirmed it."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="amendments")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="amendments")
    kind = models.CharField(_("kind"), max_length=20, choices=AmendmentKind)
    leaving = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    joining = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = models.CharField(_("role"), max_length=20, choices=RepresentativeRole, blank=True)
    reason = LinesField(_("reason"), max_length=2000)
    status = models.CharField(
        _("status"), max_length=20, choices=AmendmentStatus, default=AmendmentStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True)
    looks_like_one_person = models.BooleanField(
        _("both accounts look like one person's"), default=False, db_default=False
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the roll")
        verbose_name_plural = _("changes of the roll")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind=_K.RECUSAL, leaving=None, joining=None, role="")
                | Q(
                    kind=_K.REPLACEMENT,
                    leaving__isnull=False,
                    joining__isnull=False,
                    role__in=VOTING_ROLES,
                )
                & ~Q(leaving=F("joining")),
                name="replacement_names_who_leaves_and_who_comes",
            ),
            models.CheckConstraint(
                condition=~Q(status=_S.CONFIRMED) | ~Q(settled_by=F("proposed_by")),
                name="amendment_is_confirmed_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(status=_S.PROPOSED, settled_by=None, settled_at=None)
                | Q(
                    status__in=[_S.CONFIRMED, _S.DISCARDED],
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                ),
                name="settled_amendment_says_by_whom_and_when",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(status=_S.PROPOSED),
                name="one_proposed_amendment_per_entry",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.entry}"
