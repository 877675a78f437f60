import secrets

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField, LinesField
from knowledge_exchange.papers.enums import (
    BEING_WRITTEN,
    PdfState,
    SavedHow,
    SilenceOutcome,
    Stage,
    TextOfRecord,
)
from knowledge_exchange.papers.models.papers import Paper


class PaperVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(published_at__isnull=True).exclude(stage=Stage.DISCARDED)

    def without_texts(self):
        """Light, for whoever shows many: the texts are asked for when they are needed after all."""
        return self.defer("body", "html", "contents", "pdf_text")

    def members_were_asked_about(self):
        """For comments or for clearance, now or before."""
        were_asked = Q(comments_until__isnull=False) | Q(silences__isnull=False)
        unasked = (Stage.DRAFT, Stage.DISCARDED)
        return self.filter(were_asked | ~Q(stage__in=unasked)).distinct()

    def with_deadline_of_silence(self):
        """`silent_until`: when a running silence procedure ends, or None."""
        running = Q(silences__outcome=SilenceOutcome.RUNNING)
        return self.annotate(silent_until=Max("silences__closes_at", filter=running))

    def open_for_comments(self, now):
        return self.filter(stage=Stage.COMMENTS, comments_until__gt=now)

    def to_be_worked_through(self, now):
        """The members have had their say."""
        return self.filter(stage=Stage.COMMENTS, comments_until__lte=now)

    def objected_to(self):
        """A centre objects: the secretariat says how it goes on."""
        return self.filter(
            silences__outcome=SilenceOutcome.RUNNING,
            silences__objections__isnull=False,
            silences__objections__withdrawn_at=None,
        ).distinct()

    def being_written(self):
        return self.filter(stage=Stage.DRAFT)

    def in_clearance(self):
        return self.filter(stage=Stage.CLEARANCE)

    def cleared(self):
        return self.filter(stage=Stage.CLEARED)

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
    """One version of a paper's text. Published, it never changes again; only its PDF is made.

    `saves` is the token of its editors: who saves says which number they had opened.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"), editable=False)
    text_of_record = models.CharField(
        _("text of record"), max_length=20, choices=TextOfRecord, default=TextOfRecord.WRITTEN
    )
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage, default=Stage.DRAFT, editable=False
    )
    comments_until = models.DateTimeField(
        _("comments until"), null=True, blank=True, editable=False
    )
    body = LinesField(_("text"), blank=True, max_length=200_000)
    saves = models.PositiveIntegerField(_("saves"), default=0, editable=False)
    what_changed = LineField(
        _("what is corrected"),
        max_length=500,
        blank=True,
        help_text=_("For readers, when this version corrects a published one."),
    )
    said = models.JSONField(
        _("what it says about itself"), default=dict, blank=True, editable=False
    )
    html = models.TextField(_("text as shown"), blank=True, editable=False)
    contents = models.JSONField(_("table of contents"), default=list, blank=True, editable=False)
    pdf = models.FileField(_("PDF"), upload_to=pdf_path, blank=True, editable=False)
    pdf_text = models.TextField(
        _("words of the uploaded PDF, for the search"), blank=True, editable=False
    )
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
                condition=Q(published_at__isnull=True) & ~Q(stage=Stage.DISCARDED),
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
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="version_stage_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.PUBLISHED, published_at__isnull=False)
                | ~Q(stage=Stage.PUBLISHED) & Q(published_at__isnull=True),
                name="published_version_is_at_that_stage",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.COMMENTS) | Q(comments_until__isnull=False),
                name="comments_have_a_deadline",
            ),
        ]

    def __str__(self):
        return _("%(paper)s, version %(number)d") % {
            "paper": self.paper,
            "number": self.number,
        }

    def get_absolute_url(self):
        return reverse("knowledge_exchange:version", args=[self.paper.slug, self.number])

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def can_be_written(self):
        """Once clearance begins the text stands still."""
        return self.stage in BEING_WRITTEN

    def takes_comments(self, now):
        return self.stage == Stage.COMMENTS and now < self.comments_until

    @property
    def takes_positions(self):
        return self.stage in (Stage.CLEARANCE, Stage.CLEARED)

    @property
    def silence(self):
        """The newest procedure on this version, or None."""
        return self.silences.first()

    @property
    def is_uploaded(self):
        return self.text_of_record == TextOfRecord.UPLOADED


class Revision(models.Model):
    """The text of a draft as somebody left it, so that nobody's words are ever lost.

    `by` is None for words that were there before anybody's were kept; `window` is the page that
    saved, which is never in conflict with itself.
    """

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    body = LinesField(_("text"), blank=True)
    at = models.DateTimeField(_("saved"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(
        _("how"), max_length=20, choices=SavedHow, default=SavedHow.BY_HAND, editable=False
    )
    window = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("saved text")
        verbose_name_plural = _("saved texts")
        ordering = ["version", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="one_revision_per_number"),
            models.CheckConstraint(
                condition=Q(how__in=SavedHow.values), name="revision_says_how_it_was_saved"
            ),
        ]

    def __str__(self):
        return f"{self.version}, {self.number}"
