"""Who acts for a centre, from when until when."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import DayField
from members.enums import LEADING_ROLES, VOTING_ROLES, Basis, RepresentativeRole
from members.register.models.memberships import Membership


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def acting(self, day: date) -> Self:
        """Those who act for a centre of the Network on that day.

        The role is valid on that day of the Network, the login is active and is not one of the
        secretariat's, and the centre is in the Network at present: a suspended centre is, one whose
        membership has ended, or never began, is not.
        """
        return self.in_office(day).filter(user__is_active=True)

    def in_office(self, day: date) -> Self:
        """Those who act, and those who would if their sign-in were not locked."""
        return self.not_ended_by(day).filter(
            valid_from__lte=day,
            user__is_staff=False,
            centre__in=Membership.objects.in_the_network().values("centre"),
        )

    def leading(self) -> Self:
        """Those who say who speaks for their centre."""
        return self.filter(role__in=LEADING_ROLES)

    def not_ended_by(self, day: date) -> Self:
        """Those whose role holds then or later; not those whose invitation was taken back."""
        will_act = Q(valid_until__gt=day) & Q(valid_until__gt=F("valid_from"))
        return self.filter(Q(valid_until__isnull=True) | will_act)

    def ended_by_others(self, day: date) -> Self:
        """Those who act no longer because others ended the membership of their centre.

        In votes that were opened before they still speak for it, until these are decided: nobody
        silences a country in mid-vote.
        """
        return self.filter(
            ended_with_membership=True,
            valid_until__lte=day,
            user__is_active=True,
            user__is_staff=False,
        )

    def delegates(self) -> Self:
        return self.filter(role=RepresentativeRole.DELEGATE)

    def may_vote(self) -> Self:
        return self.filter(role__in=VOTING_ROLES)

    def of_active_members(self) -> Self:
        """Those of the centres that vote: no associates, and nobody while suspended."""
        return self.filter(centre__in=Membership.objects.entitled_to_vote().values("centre"))


def _second_person_is_another(basis: str, by: str, confirmed_by: str) -> Q:
    """Two people are two; where the centre itself acts, the second is whoever confirmed it."""
    two = Q(**{f"{by}__isnull": False, f"{confirmed_by}__isnull": False})
    two &= ~Q(**{confirmed_by: F(by)})
    return (
        Q(**{basis: Basis.TWO_PEOPLE}) & two
        | Q(**{basis: Basis.OWN_ACT}) & (two | Q(**{f"{by}__isnull": False, confirmed_by: None}))
        | ~Q(**{f"{basis}__in": [Basis.TWO_PEOPLE, Basis.OWN_ACT]}) & Q(**{confirmed_by: None})
    )


class Representative(models.Model):
    """A person who acts for a centre, from a day (included) until a day (not included).

    Ended before the first day, both days are the same: nobody ever acted. On PostgreSQL two
    exclusion constraints (migration 0010) watch over dated periods too. What the secretariat
    proposed names who confirmed it: somebody of the centre, by whose own act it then happened, or
    a second person where nobody of the centre was left.
    """

    _is_of_a_co_chair: bool  # kept by `members.permissions`

    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="representatives"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name=_("person"),
        related_name="representations",
    )
    role = models.CharField(_("role"), max_length=20, choices=RepresentativeRole)
    valid_from = DayField(_("valid from"))
    valid_until = DayField(_("valid until (not included)"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        verbose_name=_("invited by"),
        related_name="+",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        verbose_name=_("confirmed by"),
        related_name="+",
    )
    basis = models.CharField(_("by what right"), max_length=20, choices=Basis, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        verbose_name=_("ended by"),
        related_name="+",
    )
    end_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        verbose_name=_("end confirmed by"),
        related_name="+",
    )
    ended_basis = models.CharField(
        _("ended by what right"), max_length=20, choices=Basis, blank=True, editable=False
    )

    # By whoever led the centre: nobody else's naming puts a successor on the roll of an open vote.
    succeeds = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        verbose_name=_("took the role over from"),
        related_name="successors",
    )
    ended_with_membership = models.BooleanField(
        _("ended with the membership, by others"), default=False, editable=False
    )

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["centre", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="representative_does_not_end_before_the_start",
                violation_error_message=_("The end must not come before the first day."),
            ),
            models.CheckConstraint(
                condition=~Q(basis="")
                & _second_person_is_another("basis", "invited_by", "confirmed_by"),
                name="representative_is_named_by_the_centre_or_by_two_people",
            ),
            models.CheckConstraint(
                condition=_second_person_is_another("ended_basis", "ended_by", "end_confirmed_by"),
                name="representative_is_ended_by_the_centre_or_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(ended_with_membership=False) | Q(valid_until__isnull=False),
                name="only_who_has_left_was_ended_with_the_membership",
            ),
            models.CheckConstraint(
                condition=Q(succeeds__isnull=True) | ~Q(succeeds=F("pk")),
                name="nobody_succeeds_themselves",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(valid_until__isnull=True),
                name="one_person_acts_for_one_centre",
                violation_error_message=_("This person already acts for a centre."),
            ),
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(valid_until__isnull=True, role=RepresentativeRole.DELEGATE),
                name="one_delegate_per_centre",
                violation_error_message=_("This centre already has a delegate."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display().lower()} of {self.centre}"
