"""What one person proposes and another releases. Rows are settled, never deleted."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField, LinesField
from proposals.enums import NEXT, OPEN, ProposalStatus
from uploads.checking import CheckedUpload

if TYPE_CHECKING:
    from proposals.kinds import Kind

_S = ProposalStatus


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> "ProposalQuerySet":
        return self.filter(status=ProposalStatus.WAITING)

    def open(self) -> "ProposalQuerySet":
        """Waiting for a second person, or released and still to be recalled."""
        return self.filter(status__in=OPEN)

    def due(self, now: datetime) -> "ProposalQuerySet":
        return self.filter(status=ProposalStatus.RELEASED, takes_effect_at__lte=now)

    def about(self, subject: models.Model) -> "ProposalQuerySet":
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)

    def with_people(self) -> "ProposalQuerySet":
        return self.select_related("proposed_by", "released_by", "settled_by", "subject_type")


class Proposal(models.Model):
    """An act that waits for a second person, with all that its service will be called with.

    `details` are the arguments as `proposals.details` packs them; `facts` what the page showed of
    them, as labels with texts, so that both people and the history read the same words;
    `countries` those that it is about, whose people are no second person.
    """

    kind = LineField(_("act"), max_length=60)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    title = LineField(_("title"), max_length=400)
    facts = models.JSONField(_("what it says"), default=list, blank=True)
    details = models.JSONField(default=dict, blank=True, editable=False)
    countries = models.JSONField(default=list, blank=True, editable=False)
    reason = LinesField(_("reason"), max_length=2000)
    status = models.CharField(
        _("status"), max_length=20, choices=ProposalStatus, default=ProposalStatus.WAITING
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(_("released"), null=True)
    takes_effect_at = models.DateTimeField(_("takes effect"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True)
    why_settled = LinesField(_("why"), blank=True, max_length=2000)
    looks_like_one_person = models.BooleanField(
        _("both accounts look like one person's"), default=False
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "takes_effect_at"]),
            models.Index(fields=["subject_type", "subject_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values), name="proposal_status_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("proposed_by")),
                name="proposal_is_released_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[_S.WAITING, _S.DISCARDED, _S.LAPSED],
                    released_by=None,
                    released_at=None,
                    takes_effect_at=None,
                )
                | Q(
                    status__in=[_S.RELEASED, _S.IN_EFFECT, _S.RECALLED, _S.LAPSED],
                    released_by__isnull=False,
                    released_at__isnull=False,
                    takes_effect_at__gte=F("released_at"),
                ),
                name="released_proposal_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, settled_at=None, settled_by=None)
                | ~Q(status__in=OPEN) & Q(settled_at__isnull=False),
                name="settled_proposal_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[_S.DISCARDED, _S.RECALLED])
                | Q(settled_by__isnull=False) & ~Q(why_settled=""),
                name="who_takes_a_proposal_back_says_why",
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=Q(status__in=OPEN),
                name="one_open_proposal_per_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    @cached_property
    def known(self) -> dict[str, object]:
        """What was asked for many at once: see `kinds.Kind.prepare`."""
        return {}

    @property
    def act(self) -> "Kind":
        from proposals import kinds  # noqa: PLC0415 - it names this model

        return kinds.of(self.kind)

    @property
    def is_waiting(self) -> bool:
        return self.status == ProposalStatus.WAITING

    @property
    def can_be_recalled(self) -> bool:
        return self.status == ProposalStatus.RELEASED

    def is_due(self, now: datetime) -> bool:
        return self.can_be_recalled and (self.takes_effect_at or now) <= now

    def move(self, target: ProposalStatus, **changes: object) -> None:
        """Only `proposals.services` calls this, under the row's lock."""
        if target not in NEXT.get(ProposalStatus(self.status), ()):
            raise ValueError(f"{self.status} does not lead to {target}")
        for field, value in {"status": target, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["status", *changes])


class ActAlone(models.Model):
    """What a superuser wrote by a raw form, with no second person. Members see it; rows only come.

    `words` say what was changed and name nobody; whom it was about is shown as they are called now.
    """

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    words = models.TextField(_("what"), max_length=2000)

    class Meta:
        verbose_name = _("act of one person alone")
        verbose_name_plural = _("acts of one person alone")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="act_alone_says_what_it_was")
        ]

    def __str__(self) -> str:
        return self.words


def file_path(kept: "ProposalFile", filename: str) -> str:
    """A stored name that says nothing of the sender's machine."""
    return f"proposals/{secrets.token_hex(16)}"


class ProposalFile(models.Model):
    """A file that the act will be called with, kept as it was judged when it was proposed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="files")
    argument = models.CharField(max_length=60)
    file = models.FileField(_("file"), upload_to=file_path)
    judged = models.JSONField(default=dict, editable=False)  # all that `CheckedUpload` says of it

    class Meta:
        verbose_name = _("file of a proposal")
        verbose_name_plural = _("files of proposals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "argument"], name="one_file_for_an_argument_of_a_proposal"
            )
        ]

    def __str__(self) -> str:
        return str(self.judged["name"])

    def get_absolute_url(self) -> str:
        return reverse("proposal_file", args=[self.proposal_id, self.pk])

    @property
    def as_checked(self) -> CheckedUpload:
        """As the act takes it; it stays where it is stored."""
        return CheckedUpload(file=self.file, **self.judged)
