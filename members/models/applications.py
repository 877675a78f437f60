"""An application for membership, from the first word to the decision."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from members.countries import REGION_OF
from members.dates import PartialDateField
from members.enums import (
    OPEN_BEFORE_THE_SECRETARIAT,
    ApplicationStatus,
    Criterion,
    Verdict,
)
from members.links import LinkField

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
LINK = Signer(salt="members.application-link")


def new_reference():
    return "P2I-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))


class ApplicationQuerySet(models.QuerySet):
    def with_status(self, *statuses):
        return self.filter(status__in=statuses)

    def drafts(self):
        return self.with_status(ApplicationStatus.DRAFT)

    def before_the_secretariat(self):
        return self.with_status(*OPEN_BEFORE_THE_SECRETARIAT)

    def seen_by_the_secretariat(self):
        """A draft is the applicant's own until it is submitted."""
        return self.filter(submitted_at__isnull=False)

    def by_link(self, token):
        """The application that a mailed link opens; none if the link is forged or revoked."""
        try:
            reference, _sep, version = LINK.unsign(token).partition(":")
        except BadSignature:
            return self.none()
        return self.filter(reference=reference, link_version=version)


class Application(models.Model):
    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    contact_email = models.EmailField(_("contact's e-mail address"))
    contact_name = models.CharField(_("contact's name"), max_length=150, blank=True)
    contact_position = models.CharField(_("contact's position"), max_length=150, blank=True)
    link_version = models.PositiveIntegerField(default=1, editable=False)

    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    organisation_is_private = models.BooleanField(
        _("The organisation is private and acts with a mandate of the state"), default=False
    )
    country = CountryField(_("country"), blank=True)
    centre_name = models.CharField(_("name of the competence centre"), max_length=200, blank=True)
    established = PartialDateField(_("the centre works since"))
    website = LinkField(_("website"), blank=True)
    about = models.TextField(_("what the centre does"), blank=True, max_length=4000)

    delegate_name = models.CharField(_("delegate's name"), max_length=150, blank=True)
    delegate_email = models.EmailField(_("delegate's e-mail address"), blank=True)
    alternate_name = models.CharField(_("alternate's name"), max_length=150, blank=True)
    alternate_email = models.EmailField(_("alternate's e-mail address"), blank=True)

    created_at = models.DateTimeField(_("started"), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decision_reasons = models.TextField(_("reasons"), blank=True)
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

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("review_application", _("Can review applications and decide on eligibility")),
        ]
        indexes = [models.Index(fields=["status", "submitted_at"])]
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
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("members:application", args=[self.reference])

    @property
    def link_token(self):
        """The secret part of the mailed link; raising `link_version` revokes it."""
        return LINK.sign(f"{self.reference}:{self.link_version}")

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
    text = models.TextField(_("statement"), max_length=10000)

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


def evidence_path(evidence, filename):
    """A stored name that says nothing of the sender's machine or the file's content."""
    return f"evidence/{evidence.application_id}/{secrets.token_hex(16)}"


class Evidence(models.Model):
    """A file or a link that supports the statement on one criterion."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion)
    title = models.CharField(_("title"), max_length=200)
    link = LinkField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=evidence_path, blank=True)
    filename = models.CharField(_("file name"), max_length=150, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"), default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    has_active_content = models.BooleanField(
        _("contains scripts or attachments"), default=False, editable=False
    )
    language = models.CharField(_("language"), max_length=50, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"), editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="", sha256__gt="") & ~Q(file="") | (~Q(link="") & Q(file="")),
                name="evidence_is_a_file_or_a_link",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def host(self):
        return urlsplit(self.link).hostname


class Finding(models.Model):
    """What the secretariat found on one criterion."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion)
    verdict = models.CharField(_("finding"), max_length=20, choices=Verdict)
    note = models.TextField(
        _("note for the members"),
        blank=True,
        help_text=_("Shown to the members with the dossier, and to the applicant in a decision."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_finding_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.MET) | ~Q(note=""),
                name="finding_short_of_met_has_a_note",
            ),
        ]

    def __str__(self):
        return f"{self.get_criterion_display()}: {self.get_verdict_display()}"


class Clarification(models.Model):
    """A question of the secretariat to the applicant, and its answer."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="clarifications"
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion, blank=True)
    question = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True, max_length=10000)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True),
                name="one_unanswered_clarification",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="answered_clarification_has_an_answer",
            ),
        ]

    def __str__(self):
        return self.question


class ApplicationEvent(models.Model):
    """The application's history; rows are added, never changed. `by` is empty for the applicant.

    No names and no addresses: what is personal stays in rows that can be corrected.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=20, choices=ApplicationStatus)
    what = models.CharField(_("what happened"), max_length=200)
    is_public_to_applicant = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.what
