"""The centres, their hosts and their terms as co-chair."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q, Value
from django.db.models.functions import StrIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from common.countries import BY_NAME, REGION_OF
from common.languages import EUROPEAN_LANGUAGES
from common.model_fields import EmailField, LineField, LinesField, LinkField, PartialDateField
from common.search_words import WordsField
from members.enums import Basis
from members.register.models.memberships import Membership
from members.register.models.representatives import Representative

LANGUAGE_NAMES = dict(EUROPEAN_LANGUAGES)


def _somebody(label=None):
    """Who had a part in it, on record for good."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=label,
        related_name="+",
    )


class Organisation(models.Model):
    """A host of a competence centre; it may be private with a mandate of the state."""

    name = LineField(_("name"), max_length=200)
    name_words = WordsField(of=("name",))
    country: "models.CharField[str | Country, Country]" = CountryField(_("country"))
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
    """What an organisation was called until a day; no row is deleted.

    It comes with a renaming, which takes two people and names its reason, or was known before and
    is entered as it is known. A name begins where the one before it ends.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="former_names"
    )
    name = LineField(_("former name"), max_length=200)
    name_words = WordsField(of=("name",))
    until = PartialDateField(_("until"))
    reason = LinesField(_("reason"), max_length=2000, blank=True, db_default="")
    renamed_by = _somebody(_("renamed by"))
    released_by = _somebody(_("released by"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(renamed_by=None, released_by=None, reason="")
                | Q(renamed_by__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("renamed_by"))
                & ~Q(reason="")
                & ~Q(until=""),
                name="host_is_renamed_by_two_people_with_a_day_and_a_reason",
            )
        ]

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

    def without_a_delegate(self, day):
        """Full members that have no valid delegate on that day, alternates or not."""
        delegates = Representative.objects.acting(day).delegates().values("centre")
        entitled = Membership.objects.entitled_to_vote().values("centre")
        return self.filter(pk__in=entitled).exclude(pk__in=delegates)

    def in_the_network(self):
        return self.filter(pk__in=Membership.objects.in_the_network().values("centre"))

    def listed(self):
        """Every centre that is or was in the Network, for the public directory."""
        return self.filter(memberships__isnull=False).distinct()


class Centre(models.Model):
    """A competence centre for innovation procurement."""

    current_memberships: list[Membership]  # set by `with_membership()`

    name = LineField(_("name"), max_length=200)
    name_words = WordsField(of=("name",))
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    country: "models.CharField[str | Country, Country]" = CountryField(_("country"))
    hosts = models.ManyToManyField(
        Organisation, verbose_name=_("hosts"), related_name="centres", blank=True
    )
    established = PartialDateField(_("established"))
    website = LinkField(_("website"), blank=True)
    mailbox = EmailField(
        _("role mailbox"), blank=True, help_text=_("Published. Never a person's own address.")
    )
    about = LinesField(_("what it does"), blank=True)
    languages = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        help_text=_("The languages in which the centre works."),
    )
    mandate_region = LineField(
        _("region"),
        max_length=120,
        blank=True,
        help_text=_("Where the mandate covers a region only. Empty: the whole country."),
    )
    is_being_set_up = models.BooleanField(
        _("no centre yet"),
        default=False,
        help_text=_("An associate that is still setting up its centre; the name is the body's."),
    )
    notes = LinesField(_("what is known"), blank=True)
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
        constraints = [
            models.CheckConstraint(
                condition=Q(is_being_set_up=False) | Q(established=""),
                name="centre_being_set_up_is_not_established",
                violation_error_message=_(
                    "A centre that is still being set up cannot be established already."
                ),
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.country})"

    def get_absolute_url(self):
        return reverse("members:centre", args=[self.slug])

    @property
    def region(self):
        return REGION_OF.get(str(self.country), "")

    @property
    def language_names(self):
        return [LANGUAGE_NAMES.get(code, code) for code in self.languages]

    @property
    def remarks(self):
        """What a list has to say beside the name: no centre yet, a region only."""
        return [
            *([_("No centre yet")] if self.is_being_set_up else []),
            *([_("Region: %(name)s") % {"name": self.mandate_region}] * bool(self.mandate_region)),
        ]

    @property
    def membership(self):
        """The open membership; needs `with_membership()`."""
        return self.current_memberships[0] if self.current_memberships else None


class CentreLink(models.Model):
    """A page of the centre's, or about it, with the words under which it is shown."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="links")
    label = LineField(_("label"), max_length=80)
    address = LinkField(_("address"))

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "label"],
                name="one_link_per_label",
                violation_error_message=_("Give each link a label of its own."),
            )
        ]

    def __str__(self):
        return self.label


class CoChairTermQuerySet(models.QuerySet):
    def on(self, day):
        """Terms that hold on that day; a term without an end, or not yet handed over, holds."""
        return self.not_over_by(day).filter(began__lte=day.isoformat())

    def not_over_by(self, day):
        """Terms that hold then or begin later."""
        return self.filter(Q(handed_over="") | Q(handed_over__gt=day.isoformat()))


class CoChairTerm(models.Model):
    """A centre's term as co-chair. It goes on until it is handed over; no row is deleted.

    The members elect co-chairs by a vote here. What was decided elsewhere is entered by two people
    and names its source, which everybody reads.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="co_chair_terms")
    body = LineField(_("body"), max_length=200, blank=True)
    term = LineField(_("term"), max_length=100)
    began = PartialDateField(_("began"))
    handed_over = PartialDateField(_("handed over"))
    basis = models.CharField(_("by what right"), max_length=20, choices=Basis)
    source = LinesField(_("source"), blank=True, max_length=500)
    end_source = LinesField(_("source of the end"), blank=True, max_length=500)
    entered_by = _somebody()
    released_by = _somebody()
    ended_basis = models.CharField(
        _("ended by what right"), max_length=20, choices=Basis, blank=True, db_default=""
    )
    ended_by = _somebody(_("end entered by"))
    end_released_by = _somebody(_("end released by"))
    corrected_by = _somebody(_("last corrected by"))
    correction_released_by = _somebody(_("correction released by"))

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
            ),
            models.CheckConstraint(
                condition=Q(
                    basis__in=[Basis.VOTE, Basis.FOUNDING, Basis.BEFORE_RELEASES], released_by=None
                )
                | Q(basis=Basis.TWO_PEOPLE, entered_by__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("entered_by"))
                & ~Q(source=""),
                name="co_chair_by_a_vote_or_by_two_people_with_a_source",
            ),
            models.CheckConstraint(
                condition=Q(
                    handed_over="",
                    ended_basis="",
                    end_source="",
                    ended_by=None,
                    end_released_by=None,
                )
                | ~Q(handed_over="")
                & (
                    Q(
                        ended_basis__in=[Basis.VOTE, Basis.FOUNDING, Basis.BEFORE_RELEASES],
                        end_released_by=None,
                    )
                    | Q(
                        ended_basis=Basis.TWO_PEOPLE,
                        ended_by__isnull=False,
                        end_released_by__isnull=False,
                    )
                    & ~Q(end_released_by=F("ended_by"))
                    & ~Q(end_source="")
                ),
                name="co_chair_ends_by_a_vote_or_by_two_people_with_a_source",
            ),
            models.CheckConstraint(
                condition=Q(corrected_by=None, correction_released_by=None)
                | Q(corrected_by__isnull=False, correction_released_by__isnull=False)
                & ~Q(correction_released_by=F("corrected_by")),
                name="co_chair_term_is_corrected_by_two_people",
            ),
        ]

    def __str__(self):
        return f"{self.centre}: {self.term}"

    @property
    def was_entered(self):
        """Decided elsewhere and entered by two people, not voted on here."""
        return self.basis == Basis.TWO_PEOPLE

    def clean(self):
        """As far as both dates are known, a term is not over before it began."""
        length = min(len(self.began), len(self.handed_over))
        if self.handed_over[:length] < self.began[:length]:
            raise ValidationError({"handed_over": _("The term ends before it began.")})
