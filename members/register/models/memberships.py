"""A centre's time in the Network, and what it was from day to day."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from common.model_fields import DayField, LinesField, PartialDateField
from members.enums import Basis, Maturity, MembershipClass, MembershipStatus
from members.register import history_of_memberships
from members.register.history_of_memberships import History

IN_THE_NETWORK = (MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_the_network(self) -> Self:
        return self.filter(status__in=IN_THE_NETWORK)

    def voting_class(self) -> Self:
        return self.filter(membership_class=MembershipClass.MEMBER)

    def entitled_to_vote(self) -> Self:
        return self.voting_class().filter(status=MembershipStatus.ACTIVE)


class Membership(models.Model):
    """A centre's time in the Network. It ends and may begin again; no row is ever deleted."""

    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="memberships"
    )
    membership_class = models.CharField(
        _("class"), max_length=20, choices=MembershipClass, default=MembershipClass.MEMBER
    )
    maturity = models.CharField(_("maturity"), max_length=20, choices=Maturity, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=MembershipStatus, default=MembershipStatus.ACTIVE
    )
    announced = PartialDateField(_("announced"))
    effective = PartialDateField(_("in effect from"))
    suspended = PartialDateField(_("suspended since"))
    ended = PartialDateField(_("ended"))
    notes = LinesField(_("what is known"), blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["centre__country", "-effective"]
        indexes = [
            models.Index(
                fields=["id"], name="membership_ended", condition=Q(status=MembershipStatus.ENDED)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(status__in=IN_THE_NETWORK),
                name="one_open_membership_per_centre",
                violation_error_message=_("This centre already has an open membership."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=MembershipStatus.values), name="membership_status_known"
            ),
            models.CheckConstraint(
                condition=Q(membership_class__in=MembershipClass.values),
                name="membership_class_known",
            ),
            models.CheckConstraint(
                condition=Q(maturity__in=["", *Maturity.values]), name="membership_maturity_known"
            ),
            models.CheckConstraint(
                condition=Q(status=MembershipStatus.ENDED) | Q(ended=""),
                name="only_ended_memberships_have_an_end",
            ),
            models.CheckConstraint(
                condition=Q(status=MembershipStatus.SUSPENDED) | Q(suspended=""),
                name="only_suspended_memberships_say_since_when",
            ),
            # Of two partial dates only what both know is compared: 2018 does not precede 2018-11.
            models.CheckConstraint(
                condition=Q(ended="") | Q(ended__gte=Left("effective", Length("ended"))),
                name="membership_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return f"{self.centre}: {self.get_membership_class_display()}"

    def history(self) -> History:
        """What it was from date to date; its events should be prefetched."""
        return history_of_memberships.read(self, self.events.all(), network_day=network_day)


class MembershipEvent(models.Model):
    """What happened to a membership, and what it was from then on; rows are only added.

    `at` is when it was noted, `announced` when the Network heard of it, `effective` since when it
    holds, as exactly as that is known.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    announced = PartialDateField(_("announced"))
    effective = PartialDateField(_("in effect from"))
    membership_class = models.CharField(_("class"), max_length=20, choices=MembershipClass)
    maturity = models.CharField(_("maturity"), max_length=20, choices=Maturity, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=MembershipStatus)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    note = LinesField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    basis__in=[Basis.VOTE, Basis.FOUNDING, Basis.NOTE, Basis.BEFORE_RELEASES],
                    released_by=None,
                )
                | Q(basis=Basis.OWN_ACT, by__isnull=False, released_by=None)
                | Q(basis=Basis.TWO_PEOPLE, by__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("by")),
                name="membership_changes_by_a_vote_or_by_two_people",
            ),
        ]

    def __str__(self):
        return self.get_status_display()


class PlannedLeavingQuerySet(models.QuerySet["PlannedLeaving"]):
    def open(self) -> Self:
        return self.filter(undone_at=None, done_at=None)

    def due(self, day: date) -> Self:
        return self.open().filter(on__lte=day)


class PlannedLeaving(models.Model):
    """That a centre leaves on a day ahead, by its own act: undone until then, or done then."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="leavings")
    on = DayField(_("from"))
    reason = LinesField(_("reason"), max_length=2000)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField(_("planned"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True)
    done_at = models.DateTimeField(_("done"), null=True)

    objects = PlannedLeavingQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned leaving")
        verbose_name_plural = _("planned leavings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="planned_leaving_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, done_at=None),
                name="planned_leaving_is_undone_by_somebody_or_done",
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(undone_at=None, done_at=None),
                name="one_planned_leaving_per_membership",
            ),
        ]

    def __str__(self):
        return f"{self.membership.centre}: {self.on}"
