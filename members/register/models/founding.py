"""How a Network begins: one proposal, which two delegates of different centres agree to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import EmailField, LineField, LinesField, PartialDateField
from members.enums import Maturity, MembershipClass, RepresentativeRole


class Founding(models.Model):
    """The one founding of this Network: prepared, proposed, agreed to.

    `sha256` is the fingerprint of all that was proposed, by which each agreement says to what.
    """

    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    prepared_at = models.DateTimeField(_("begun"), editable=False)
    note = LinesField(
        _("note"),
        blank=True,
        max_length=2000,
        help_text=_("Everybody who is invited reads it: which assembly founds the Network."),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, editable=False)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    founded_at = models.DateTimeField(_("founded"), null=True, editable=False)
    looks_like_one_person = models.BooleanField(
        _("both accounts look like one person's"), default=False, editable=False
    )

    class Meta:
        verbose_name = _("founding of the Network")
        verbose_name_plural = _("founding of the Network")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="a_network_is_founded_once"),
            models.CheckConstraint(
                condition=Q(proposed_by=None, proposed_at=None, sha256="", founded_at=None)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False) & ~Q(sha256=""),
                name="founding_is_proposed_by_somebody",
            ),
        ]

    def __str__(self):
        return str(_("Founding of the Network"))

    @property
    def is_being_written(self):
        return self.proposed_at is None

    @property
    def is_waiting(self):
        return self.proposed_at is not None and self.founded_at is None


class FoundingCentre(models.Model):
    """A centre that is in the Network from the founding on, and whether it leads."""

    founding = models.ForeignKey(Founding, on_delete=models.CASCADE, related_name="centres")
    centre = models.OneToOneField(
        "members.Centre",
        on_delete=models.PROTECT,
        verbose_name=_("centre"),
        related_name="founding_line",
    )
    membership_class = models.CharField(
        _("class"), max_length=20, choices=MembershipClass, default=MembershipClass.MEMBER
    )
    maturity = models.CharField(_("maturity"), max_length=20, choices=Maturity, blank=True)
    announced = PartialDateField(_("announced"))
    effective = PartialDateField(_("in effect from"))
    term = LineField(
        _("term as co-chair"),
        max_length=100,
        blank=True,
        help_text=_("What it is called, such as “2027–2028”. Empty: the centre does not lead."),
    )
    leads_from = PartialDateField(_("leads from"))

    class Meta:
        verbose_name = _("founding centre")
        verbose_name_plural = _("founding centres")
        ordering = ["centre__country", "centre__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(term="", leads_from="")
                | ~Q(term="") & Q(membership_class=MembershipClass.MEMBER),
                name="founding_co_chair_is_a_full_member",
                violation_error_message=_("Only a full member leads, and its term has a name."),
            ),
        ]

    def __str__(self):
        return str(self.centre)


class FoundingPerson(models.Model):
    """Somebody who speaks for a founding centre; once founded only the sign-in is kept here."""

    founding = models.ForeignKey(Founding, on_delete=models.CASCADE, related_name="people")
    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, verbose_name=_("centre"), related_name="+"
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=RepresentativeRole,
        default=RepresentativeRole.DELEGATE,
    )
    name = LineField(_("name"), max_length=150, blank=True)
    email = EmailField(_("email address"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="founding_lines",
    )

    class Meta:
        verbose_name = _("invited person")
        verbose_name_plural = _("invited people")
        ordering = ["centre__country", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="one_founding_line_per_address",
                violation_error_message=_("One person speaks for one centre."),
            ),
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(role=RepresentativeRole.DELEGATE),
                name="one_founding_delegate_per_centre",
                violation_error_message=_("A centre has one delegate."),
            ),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(name="") | Q(user__isnull=False),
                name="founding_line_names_a_person",
                violation_error_message=_("Give the name and the address of each person."),
            ),
        ]

    def __str__(self):
        return self.name or str(self.user)


class FoundingAgreement(models.Model):
    """That an invited delegate agreed to what has this fingerprint; rows are only added."""

    founding = models.ForeignKey(Founding, on_delete=models.PROTECT, related_name="agreements")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="founding_agreements"
    )
    centre = models.ForeignKey("members.Centre", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("agreement to the founding")
        verbose_name_plural = _("agreements to the founding")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["founding", "user", "sha256"], name="one_person_agrees_once"
            ),
            models.UniqueConstraint(
                fields=["founding", "centre", "sha256"], name="one_centre_agrees_once"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.at:%Y-%m-%d}"
