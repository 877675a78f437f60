"""An application for membership, from the first word to the decision."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from common.countries import REGION_OF
from common.model_fields import (
    DayField,
    EmailField,
    LineField,
    LinesField,
    LinkField,
    PartialDateField,
)
from members.applications.models.review import Clarification, Decision, Finding
from members.enums import (
    OPEN_BEFORE_THE_SECRETARIAT,
    ApplicationStatus,
    Criterion,
)

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else


def new_reference():
    return "P2I-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))


SUBMITTED = Q(submitted_at__isnull=False)
NOBODY = 0  # stands for no assignee, so that every key of an order has a value
LIST_ORDERS: dict[str, tuple[str | Func, ...]] = {  # each ends with the primary key
    "reference": ("reference",),
    "centre": (Lower("centre_name"),),
    "organisation": (Lower("organisation_name"),),
    "country": ("country", "status_since"),
    "status": ("status", "status_since"),
    "since": ("status_since",),
    "assigned": (Coalesce("assigned_to", Value(NOBODY)), "status_since"),
}


def _latest(model, instant):
    """Of what belongs to an application, the last. A scalar: no plan reads the whole table."""
    rows = model.objects.filter(application=OuterRef("pk"), **{f"{instant}__isnull": False})
    return Subquery(rows.order_by(f"-{instant}").values(instant)[:1])


LONGEST_KEY = 500


class ApplicationQuerySet(models.QuerySet):
    def with_status(self, *statuses):
        return self.filter(status__in=statuses)

    def drafts(self):
        return self.with_status(ApplicationStatus.DRAFT)

    def before_the_secretariat(self):
        return self.with_status(*OPEN_BEFORE_THE_SECRETARIAT)

    def seen_by_the_secretariat(self):
        """A draft is the applicant's own until it is submitted."""
        return self.filter(SUBMITTED)

    def assigned_to(self, user):
        return self.before_the_secretariat().filter(assigned_to=user)

    def unassigned(self):
        return self.before_the_secretariat().filter(assigned_to__isnull=True)

    def waiting_for_the_applicant(self):
        return self.with_status(ApplicationStatus.CLARIFICATION)

    def overdue_from_the_applicant(self, *, since_before, day):
        """Waiting since before this instant; never before the day that was last agreed is over."""
        in_time = Clarification.objects.unanswered().filter(due_on__gte=day)
        waiting = self.waiting_for_the_applicant().filter(status_since__lt=since_before)
        return waiting.exclude(pk__in=in_time.values("application"))

    def answered(self):
        """Under review again since an answer, and nobody has found or drafted anything after it."""
        drafted = Decision.objects.waiting().filter(application=OuterRef("pk"))
        reviewed = self.with_status(ApplicationStatus.UNDER_REVIEW).alias(
            last_answer=_latest(Clarification, "answered_at"), last_finding=_latest(Finding, "at")
        )
        return reviewed.filter(
            Q(last_answer__gte=F("status_since")),
            Q(last_finding__isnull=True) | Q(last_finding__lte=F("status_since")),
            ~Exists(drafted),
        )

    def with_a_decision_to_release(self):
        return self.filter(pk__in=Decision.objects.waiting().values("application"))

    def expiring_by(self, day):
        """Open cases whose mandate or evidence is no longer valid after that day."""
        return self.before_the_secretariat().filter(expires_on__lte=day)


class Application(models.Model):
    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    contact_email = EmailField(_("contact's e-mail address"))
    contact_name = LineField(_("contact's name"), max_length=150, blank=True)
    contact_position = LineField(_("contact's position"), max_length=150, blank=True)

    organisation_name = LineField(_("organisation"), max_length=200, blank=True)
    organisation_is_private = models.BooleanField(
        _("The organisation is private and acts with a mandate of the state"), default=False
    )
    country: "models.CharField[str | Country, Country]" = CountryField(_("country"), blank=True)
    centre_name = LineField(_("name of the competence centre"), max_length=200, blank=True)
    established = PartialDateField(_("the centre works since"))
    website = LinkField(_("website"), blank=True)
    about = LinesField(_("what the centre does"), blank=True, max_length=4000)

    mandate_basis = LineField(_("legal basis of the mandate"), max_length=300, blank=True)
    mandate_authority = LineField(_("authority that gave the mandate"), max_length=200, blank=True)
    mandate_valid_until = DayField(_("mandate valid until"), null=True, blank=True)

    delegate_name = LineField(_("delegate's name"), max_length=150, blank=True)
    delegate_email = EmailField(_("delegate's e-mail address"), blank=True)
    alternate_name = LineField(_("alternate's name"), max_length=150, blank=True)
    alternate_email = EmailField(_("alternate's e-mail address"), blank=True)

    created_at = models.DateTimeField(_("started"), editable=False)
    status_since = models.DateTimeField(_("in this state since"), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decision_reasons = LinesField(_("reasons"), blank=True)
    reapply_from = DayField(_("may apply again from"), null=True, blank=True)
    withdrawal_reason = LinesField(_("reason for withdrawing"), blank=True)
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
        verbose_name=_("begun from the answers of"),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("assigned to"),
        related_name="+",
    )
    centre = models.ForeignKey(
        "members.Centre",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("admitted as"),
    )
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)
    # Names, addresses, statements and evidence are erased; the decision and its reasons stay.
    details_erased_at = models.DateTimeField(_("details erased"), null=True, editable=False)

    # What lists look for, written with each step: see `services.moves.move`.
    search_text = models.TextField(blank=True, editable=False)
    # The organisation's name in one spelling, since it was submitted. Empty where an older
    # application of the same name was open already when this column came.
    organisation_key = models.CharField(max_length=LONGEST_KEY, null=True, editable=False)
    expires_on = models.DateField(
        _("first end of a mandate or evidence"), null=True, blank=True, editable=False
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("review_application", _("Can review applications and decide on eligibility")),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"]),
            models.Index(fields=["status", "status_since"]),
            models.Index(
                fields=["assigned_to", "status_since"],
                name="application_open_by_assignee",
                condition=Q(status__in=OPEN_BEFORE_THE_SECRETARIAT),
            ),
            models.Index(
                fields=["expires_on"],
                name="application_open_by_expiry",
                condition=Q(status__in=OPEN_BEFORE_THE_SECRETARIAT),
            ),
            # One for each order of the list; the reference has its own.
            *(
                models.Index(*keys, "id", name=f"application_by_{name}", condition=SUBMITTED)
                for name, keys in LIST_ORDERS.items()
                if name != "reference"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ApplicationStatus.values), name="application_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
                | Q(submitted_at__isnull=False),
                name="application_past_draft_was_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ApplicationStatus.INELIGIBLE, ApplicationStatus.REFUSED])
                | ~Q(decision_reasons=""),
                name="application_refusal_has_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.ADMITTED) | Q(centre__isnull=False),
                name="admitted_application_has_a_centre",
            ),
            models.UniqueConstraint(
                fields=["contact_email"],
                condition=Q(status=ApplicationStatus.DRAFT),
                name="one_draft_per_address",
            ),
            models.UniqueConstraint(
                Lower("organisation_name"),
                "country",
                condition=Q(status__in=OPEN_BEFORE_THE_SECRETARIAT),
                name="one_open_application_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["organisation_key", "country"],
                condition=Q(status__in=OPEN_BEFORE_THE_SECRETARIAT),
                name="one_open_application_per_spelling",
            ),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("members:application", args=[self.reference])

    @property
    def title(self):
        return self.centre_name or self.organisation_name or self.reference

    @property
    def region(self):
        return REGION_OF.get(str(self.country), "")

    @property
    def is_draft(self):
        return self.status == ApplicationStatus.DRAFT


class Statement(models.Model):
    """The applicant's words on one criterion."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="statements"
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion)
    text = LinesField(_("statement"), max_length=10000)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_statement_per_criterion"
            )
        ]

    def __str__(self):
        return self.get_criterion_display()
