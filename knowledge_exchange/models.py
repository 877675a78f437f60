"""Knowledge Exchange meetings and the Expert Opinion Papers that follow them."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.enums import IN_PREPARATION, PaperStatus, PdfState, TextOfRecord
from knowledge_exchange.permissions import can_read_drafts
from members.dates import PartialDateField
from members.links import LinkField


class Partner(models.Model):
    """An institution that is no centre and organises meetings with one, such as a university."""

    name = models.CharField(_("name"), max_length=200)
    website = LinkField(_("website"), blank=True)

    class Meta:
        verbose_name = _("partner institution")
        verbose_name_plural = _("partner institutions")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_partner_per_name",
                violation_error_message=_("This partner institution is already listed."),
            )
        ]

    def __str__(self):
        return self.name


class MeetingQuerySet(models.QuerySet):
    def public(self):
        return self.filter(published_at__isnull=False)

    def private(self):
        return self.filter(published_at__isnull=True)

    def visible_to(self, user):
        return self if can_read_drafts(user) else self.public()


class Meeting(models.Model):
    """A Knowledge Exchange meeting. Its day may be known only to the month."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("theme"), blank=True, max_length=4000)
    held = PartialDateField(
        _("held"), help_text=_("A year, a month or a day: 2021, 2021-03 or 2021-03-18.")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    organising_centres = models.ManyToManyField(
        "members.Centre",
        verbose_name=_("organising centres"),
        related_name="organised_meetings",
        blank=True,
    )
    partners = models.ManyToManyField(
        Partner, verbose_name=_("partner institutions"), related_name="meetings", blank=True
    )
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("made public"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="meeting_numbers_start_at_one")
        ]

    def __str__(self):
        return _("Meeting %(number)d: %(title)s") % {"number": self.number, "title": self.title}

    def get_absolute_url(self):
        return reverse("knowledge_exchange:meeting", args=[self.number])

    @property
    def is_public(self):
        return self.published_at is not None


class PaperQuerySet(models.QuerySet):
    def published(self):
        """Newest first; partial dates sort as text."""
        return self.filter(status=PaperStatus.PUBLISHED).order_by("-announced", "-pk")

    def in_preparation(self):
        return self.filter(status__in=IN_PREPARATION)

    def ever_public(self):
        """A withdrawn paper keeps its page, which says why."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, user):
        return self if can_read_drafts(user) else self.ever_public()

    def search(self, words):
        """Every word in the title, the abstract, the keywords or the authors."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(title__icontains=word)
                | Q(abstract__icontains=word)
                | Q(keywords__icontains=word)
                | Q(authors__icontains=word)
            )
        return found


class Paper(models.Model):
    """An Expert Opinion Paper.

    A published paper without a published version is a record: the Network announced the paper,
    but its text is not held here (README.md says why this must be possible).
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="papers", verbose_name=_("meeting")
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the paper's address. It stays the same for ever."),
    )
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True, max_length=4000)
    authors = models.CharField(
        _("authors"),
        max_length=500,
        blank=True,
        help_text=_("As they are to be cited. Empty when not known."),
    )
    keywords = models.CharField(
        _("keywords"), max_length=300, blank=True, help_text=_("Separated by commas.")
    )
    licence = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("Empty when not known.")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=PaperStatus, default=PaperStatus.DRAFT, editable=False
    )
    announced = PartialDateField(
        _("announced"),
        help_text=_("A year, a month or a day. Empty for a draft: publishing sets it."),
    )
    published_at = models.DateTimeField(_("made public"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reasons = models.TextField(_("reasons"), blank=True, editable=False)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("Expert Opinion Paper")
        verbose_name_plural = _("Expert Opinion Papers")
        ordering = ["-announced", "-pk"]
        permissions = [("publish_paper", _("Can publish and withdraw papers"))]
        indexes = [models.Index(fields=["status", "-announced", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PaperStatus.values), name="paper_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=PaperStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="published_paper_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=IN_PREPARATION) | Q(published_at__isnull=True),
                name="paper_in_preparation_was_never_public",
            ),
            models.CheckConstraint(
                condition=Q(status=PaperStatus.WITHDRAWN, withdrawn_at__isnull=False)
                & ~Q(withdrawal_reasons="")
                | ~Q(status=PaperStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True),
                name="withdrawn_paper_says_when_and_why",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("knowledge_exchange:paper", args=[self.slug])

    @property
    def is_published(self):
        return self.status == PaperStatus.PUBLISHED

    @property
    def is_withdrawn(self):
        return self.status == PaperStatus.WITHDRAWN

    @property
    def is_in_preparation(self):
        return self.status in IN_PREPARATION

    @property
    def keyword_list(self):
        return [word.strip() for word in self.keywords.split(",") if word.strip()]


class PaperVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(published_at__isnull=True)

    def waiting_for_pdf(self, now):
        """Due to be rendered, or claimed by a worker that died."""
        return self.filter(pdf_state=PdfState.PENDING, pdf_due_at__lte=now)

    def in_trouble(self):
        """The PDF failed at least once and is not there yet."""
        return self.filter(pdf_state__in=[PdfState.PENDING, PdfState.FAILED]).exclude(pdf_why="")


def pdf_path(version, filename):
    """A stored name that says nothing of the sender's machine."""
    return f"papers/{version.paper_id}/{secrets.token_hex(16)}.pdf"


class PaperVersion(models.Model):
    """One version of a paper's text. Published, it never changes again; only its PDF is made."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"), editable=False)
    text_of_record = models.CharField(
        _("text of record"), max_length=20, choices=TextOfRecord, default=TextOfRecord.WRITTEN
    )
    body = models.TextField(_("text"), blank=True, max_length=200_000)
    html = models.TextField(_("text as shown"), blank=True, editable=False)
    contents = models.JSONField(_("table of contents"), default=list, blank=True, editable=False)
    pdf = models.FileField(_("PDF"), upload_to=pdf_path, blank=True, editable=False)
    pdf_size = models.PositiveBigIntegerField(_("bytes"), default=0, editable=False)
    pdf_state = models.CharField(
        _("state of the PDF"),
        max_length=20,
        choices=PdfState,
        default=PdfState.NONE,
        editable=False,
    )
    pdf_why = models.CharField(_("why not ready"), max_length=300, blank=True, editable=False)
    pdf_attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    pdf_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["paper", "-number"]
        indexes = [models.Index(fields=["pdf_state", "pdf_due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["paper"],
                condition=Q(published_at__isnull=True),
                name="one_draft_version_per_paper",
            ),
            models.CheckConstraint(
                condition=Q(text_of_record=TextOfRecord.WRITTEN) & ~Q(body="")
                | Q(text_of_record=TextOfRecord.UPLOADED, pdf_state=PdfState.READY),
                name="version_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(pdf_state__in=PdfState.values), name="pdf_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(pdf_state=PdfState.READY) | ~Q(pdf=""), name="ready_pdf_is_a_file"
            ),
            models.CheckConstraint(
                condition=~Q(pdf_state=PdfState.PENDING) | Q(pdf_due_at__isnull=False),
                name="pending_pdf_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(pdf_state=PdfState.FAILED) | ~Q(pdf_why=""),
                name="failed_pdf_says_why",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(pdf_state=PdfState.NONE),
                name="published_version_gets_a_pdf",
            ),
        ]

    def __str__(self):
        return _("%(paper)s, version %(number)d") % {
            "paper": self.paper,
            "number": self.number,
        }

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def is_uploaded(self):
        return self.text_of_record == TextOfRecord.UPLOADED


class Clearance(models.Model):
    """How a version was cleared for publication, and who recorded it."""

    version = models.OneToOneField(PaperVersion, on_delete=models.PROTECT, related_name="clearance")
    note = models.TextField(_("how it was cleared"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("cleared"))

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="clearance_says_how"),
        ]

    def __str__(self):
        return self.note


class PaperEvent(models.Model):
    """The paper's history; rows are added, never changed."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=20, choices=PaperStatus)
    what = models.CharField(_("what happened"), max_length=300)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.what
