"""Who is in the Network: organisations, centres, memberships, representatives, co-chairs."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q, Value
from django.db.models.functions import StrIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from members.countries import BY_NAME, REGION_OF
from members.dates import PartialDateField
from members.enums import (
    VOTING_ROLES,
    Maturity,
    MembershipClass,
    MembershipStatus,
    RepresentativeRole,
)
from members.links import LinkField

IN_THE_NETWORK = (MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED)


class Organisation(models.Model):
    """A host of a competence centre; it may be private with a mandate of the state."""

    name = models.CharField(_("name"), max_length=200)
    country = CountryField(_("country"))
    is_private = models.BooleanField(_("private, with a mandate of the state"), default=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "country"], name="one_organisation_per_name")
        ]

    def __str__(self):
        return self.name


class FormerName(models.Model):
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="former_names"
    )
    name = models.CharField(_("former name"), max_length=200)
    until = PartialDateField(_("until"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until", "name"]

    def __str__(self):
        return self.name


def by_country_name():
    """Orders centres by the English name of their country; a place in a text can be indexed."""
    return StrIndex(Value(BY_NAME), "country")


class CentreQuerySet(models.QuerySet):
    def with_membership(self):
        """Each centre with `.current_memberships`: its one open membership, or an empty list."""
        return self.prefetch_related(
            Prefetch(
                "memberships", Membership.objects.in_the_network(), to_attr="current_memberships"
            )
        )

    def without_a_voter(self, day):
        """Full members for whom nobody could cast a ballot on that day."""
        voting = Representative.objects.on(day).may_vote().values("centre")
        entitled = Membership.objects.entitled_to_vote().values("centre")
        return self.filter(pk__in=entitled).exclude(pk__in=voting)

    def in_the_network(self):
        return self.filter(pk__in=Membership.objects.in_the_network().values("centre"))

    def listed(self):
        """Every centre that is or was in the Network, for the public directory."""
        return self.filter(memberships__isnull=False).distinct()


class Centre(models.Model):
    """A competence centre for innovation procurement."""

    current_memberships: list["Membership"]  # set by `with_membership()`

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    country = CountryField(_("country"))
    hosts = models.ManyToManyField(
        Organisation, verbose_name=_("hosts"), related_name="centres", blank=True
    )
    established = PartialDateField(_("established"))
    website = LinkField(_("website"), blank=True)
    mailbox = models.EmailField(
        _("role mailbox"), blank=True, help_text=_("Published. Never a person's own address.")
    )
    about = models.TextField(_("what it does"), blank=True)
    notes = models.TextField(_("what is known"), blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["country", "name"]
        indexes = [  # the orders of the directory
            models.Index(by_country_name(), "name", "id", name="centre_by_country_name"),
            models.Index(fields=["name", "id"], name="centre_by_name"),
            models.Index(fields=["country", "name"], name="centre_by_country"),
        ]

    def __str__(self):
        return f"{self.name} ({self.country})"

    def get_absolute_url(self):
        return reverse("members:centre", args=[self.slug])

    @property
    def region(self):
        return REGION_OF.get(str(self.country), "")

    @property
    def membership(self):
        """The open membership; needs `with_membership()`."""
        return self.current_memberships[0] if self.current_memberships else None


class MembershipQuerySet(models.QuerySet):
    def in_the_network(self):
        return self.filter(status__in=IN_THE_NETWORK)

    def voting_class(self):
        return self.filter(membership_class=MembershipClass.MEMBER)

    def entitled_to_vote(self):
        return self.voting_class().filter(status=MembershipStatus.ACTIVE)


class Membership(models.Model):
    """A centre's time in the Network. It ends and may begin again; no row is ever deleted."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="memberships")
    membership_class = models.CharField(
        _("class"), max_length=20, choices=MembershipClass, default=MembershipClass.MEMBER
    )
    maturity = models.CharField(_("maturity"), max_length=20, choices=Maturity, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=MembershipStatus, default=MembershipStatus.ACTIVE
    )
    announced = PartialDateField(_("announced"))
    effective = PartialDateField(_("in effect from"))
    ended = PartialDateField(_("ended"))
    notes = models.TextField(_("what is known"), blank=True)

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
                condition=Q(status=MembershipStatus.ENDED) | Q(ended=""),
                name="only_ended_memberships_have_an_end",
            ),
        ]

    def __str__(self):
        return f"{self.centre}: {self.get_membership_class_display()}"


class MembershipEvent(models.Model):
    """What happened to a membership, and what it was from then on; rows are only added.

    `at` is when it was noted, `effective` since when it holds, as exactly as that is known.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    effective = PartialDateField(_("in effect from"))
    membership_class = models.CharField(_("class"), max_length=20, choices=MembershipClass)
    maturity = models.CharField(_("maturity"), max_length=20, choices=Maturity, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=MembershipStatus)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.get_status_display()


class RepresentativeQuerySet(models.QuerySet):
    def on(self, day):
        """Those who act for a centre on that day."""
        return self.not_ended_by(day).filter(valid_from__lte=day)

    def not_ended_by(self, day):
        """Those who act then or will act later."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))

    def may_vote(self):
        return self.filter(role__in=VOTING_ROLES, user__is_active=True)


class Representative(models.Model):
    """A person who acts for a centre, from a day (included) until a day (not included)."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="representatives")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name=_("person"),
        related_name="representations",
    )
    role = models.CharField(_("role"), max_length=20, choices=RepresentativeRole)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (not included)"), null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["centre", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="representative_ends_after_start",
                violation_error_message=_("The last day must come after the first."),
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


class CoChairTermQuerySet(models.QuerySet):
    def on(self, day):
        """Terms that hold on that day; a term without an end, or not yet handed over, holds."""
        return self.not_over_by(day).filter(began__lte=day.isoformat())

    def not_over_by(self, day):
        """Terms that hold then or begin later."""
        return self.filter(Q(handed_over="") | Q(handed_over__gt=day.isoformat()))


class CoChairTerm(models.Model):
    """A centre's term as co-chair. It goes on until it is handed over; no row is deleted."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="co_chair_terms")
    body = models.CharField(_("body"), max_length=200, blank=True)
    term = models.CharField(_("term"), max_length=100)
    began = PartialDateField(_("began"))
    handed_over = PartialDateField(_("handed over"))

    objects = CoChairTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-chair term")
        verbose_name_plural = _("co-chair terms")
        ordering = ["-began", "centre"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(handed_over=""),
                name="one_term_without_an_end_per_centre",
                violation_error_message=_("This centre already leads without an end."),
            )
        ]

    def __str__(self):
        return f"{self.centre}: {self.term}"

    def clean(self):
        """As far as both dates are known, a term is not over before it began."""
        known = min(len(self.began), len(self.handed_over))
        if self.handed_over[:known] < self.began[:known]:
            raise ValidationError({"handed_over": _("The term ends before it began.")})
