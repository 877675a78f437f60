"""A declaration of ministers: its aims, the versions of its text, and who signed it."""

import secrets

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField

from common.model_fields import DayField, EmailField, LineField, LinesField
from declarations.enums import DeclarationAct, DeclarationStatus, Level, SignatureStatus

TO_CHASE = (SignatureStatus.INVITED, SignatureStatus.ANNOUNCED)


class DeclarationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=DeclarationStatus.OPEN)

    def with_public_parts(self):
        """Each declaration with `.public_texts` and `.public_signatures`."""
        return self.prefetch_related(
            "aims",
            "commitments",
            Prefetch("texts", TextVersion.objects.public(), to_attr="public_texts"),
            Prefetch("signatures", Signature.objects.public(), to_attr="public_signatures"),
        )


class Declaration(models.Model):
    title = LineField(_("title"), max_length=200, unique=True)
    lead = CountryField(_("lead country"))
    lead_body = LineField(_("lead body"), max_length=200, blank=True)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=DeclarationStatus,
        default=DeclarationStatus.IN_PREPARATION,
        editable=False,
    )
    opened_on = models.DateField(_("opened for signature"), null=True, blank=True, editable=False)
    published_on = models.DateField(_("published"), null=True, blank=True, editable=False)
    notes = LinesField(
        _("what is known"), blank=True, help_text=_("For the secretariat. Not shown to the public.")
    )
    remind_every_days = models.PositiveSmallIntegerField(
        _("remind every so many days"),
        default=0,
        help_text=_("Ministries that were invited and have not signed. 0: only by hand."),
    )
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["pk"]
        permissions = [
            ("move_declaration", _("Can move declarations and their signatures on")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DeclarationStatus.values), name="declaration_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=DeclarationStatus.IN_PREPARATION) | Q(opened_on__isnull=False),
                name="open_declaration_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(status=DeclarationStatus.PUBLISHED, published_on__isnull=False)
                | ~Q(status=DeclarationStatus.PUBLISHED) & Q(published_on__isnull=True),
                name="published_declaration_says_since_when",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("declarations:detail", args=[self.pk])

    @property
    def is_in_preparation(self):
        return self.status == DeclarationStatus.IN_PREPARATION

    @property
    def is_open(self):
        return self.status == DeclarationStatus.OPEN


class Aim(models.Model):
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="aims")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    text = LineField(_("aim"), max_length=500)

    class Meta:
        verbose_name = _("aim")
        verbose_name_plural = _("aims")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "text"], name="each_aim_once")
        ]

    def __str__(self):
        return self.text


class Commitment(models.Model):
    """What the signatories of one level take upon themselves."""

    declaration = models.ForeignKey(
        Declaration, on_delete=models.CASCADE, related_name="commitments"
    )
    level = models.CharField(_("level"), max_length=20, choices=Level)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    text = LineField(_("commitment"), max_length=1000)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "level", "text"], name="each_commitment_once_per_level"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values) & ~Q(text=""),
                name="commitment_has_a_level_and_words",
            ),
        ]

    def __str__(self):
        return self.text


def validate_language(code):
    if code not in LANG_INFO:
        raise ValidationError(_("This is not the code of a language, such as en or el."))


class TextVersionQuerySet(models.QuerySet):
    def public(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(published_at__isnull=True)


class TextVersion(models.Model):
    """One version of the text in one language. Published, it never changes again."""

    behind: int | None = None  # the authentic version that it lacks; see `public.mark_lags`

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="texts", verbose_name=_("declaration")
    )
    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        validators=[validate_language],
        help_text=_("Its code: en, el, nl."),
    )
    is_authentic = models.BooleanField(
        _("authentic"), default=False, help_text=_("The text that counts where languages differ.")
    )
    body = LinesField(_("text"), max_length=200_000, help_text=_("Markdown."))
    published_at = models.DateTimeField(_("made public"), null=True, blank=True, editable=False)

    objects = TextVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("text version")
        verbose_name_plural = _("text versions")
        ordering = ["-number", "-is_authentic", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "number", "language"],
                name="one_text_per_version_and_language",
            ),
            models.UniqueConstraint(
                fields=["declaration", "number"],
                condition=Q(is_authentic=True),
                name="one_authentic_text_per_version",
                violation_error_message=_("This version already has an authentic text."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0) & ~Q(body=""), name="text_version_has_a_text"
            ),
        ]

    def __str__(self):
        return _("Version %(number)d, %(language)s") % {
            "number": self.number,
            "language": self.language_name,
        }

    @property
    def language_name(self):
        return get_language_info(self.language)["name_translated"]

    @property
    def is_public(self):
        return self.published_at is not None


class SignatureQuerySet(models.QuerySet):
    def signed(self):
        return self.filter(status=SignatureStatus.SIGNED)

    def public(self):
        """Everything announced or signed, also what was withdrawn later; no invitation."""
        return self.filter(Q(announced_on__isnull=False) | Q(signed_on__isnull=False))

    def to_chase(self):
        return self.filter(status__in=TO_CHASE)

    def standing(self):
        """Those of whom nobody has said that they withdraw."""
        return self.exclude(status=SignatureStatus.WITHDRAWN)


def in_order(*days):
    """Each day that is known is not before any earlier one that is known."""
    order = Q()
    for later in range(1, len(days)):
        for earlier in days[:later]:
            order &= (
                Q(**{f"{earlier}__isnull": True})
                | Q(**{f"{days[later]}__isnull": True})
                | Q(**{f"{days[later]}__gte": F(earlier)})
            )
    return order


def proof_path(signature, filename):
    """A stored name that says nothing of the sender's machine."""
    return f"signatures/{signature.declaration_id}/{secrets.token_hex(16)}.pdf"


class Signature(models.Model):
    """A ministry's signature, from the invitation on. Offices are named, persons are not."""

    declaration = models.ForeignKey(
        Declaration,
        on_delete=models.PROTECT,
        related_name="signatures",
        verbose_name=_("declaration"),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.NATIONAL)
    country = CountryField(_("country"), blank=True)
    region = LineField(_("region"), max_length=150, blank=True)
    ministry = LineField(
        _("ministry"), max_length=200, help_text=_("As it is called at the time of signing.")
    )
    office = LineField(
        _("office of the signatory"), max_length=200, help_text=_("For example: Minister of Trade.")
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=SignatureStatus,
        default=SignatureStatus.INVITED,
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    invited_on = DayField(_("invited"), null=True, blank=True)
    announced_on = models.DateField(_("announced"), null=True, blank=True, editable=False)
    signed_on = models.DateField(_("signed"), null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True, editable=False)
    proof = models.FileField(_("proof"), upload_to=proof_path, blank=True, editable=False)
    proof_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    proof_public_at = models.DateTimeField(
        _("proof made public"), null=True, blank=True, editable=False
    )
    withdrawal_reason = models.CharField(
        _("reason of the withdrawal"), max_length=300, blank=True, editable=False
    )
    withdrawal_proof = models.FileField(
        _("proof of the withdrawal"), upload_to=proof_path, blank=True, editable=False
    )
    withdrawal_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    mailbox = EmailField(
        _("mailbox of the ministry"),
        blank=True,
        help_text=_("A mailbox of the office, not of a person. Reminders go there."),
    )
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["level", "country", "region", "ministry"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "level", "country", "region", "ministry"],
                condition=~Q(status=SignatureStatus.WITHDRAWN),
                name="one_signature_per_ministry",
                violation_error_message=_("This ministry is already listed."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=SignatureStatus.values), name="signature_status_known"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.EUROPEAN, country="", region="")
                | Q(level=Level.NATIONAL, region="") & ~Q(country="")
                | Q(level=Level.REGIONAL) & ~Q(country="") & ~Q(region=""),
                name="signature_place_fits_its_level",
                violation_error_message=_(
                    "A national signature has a country, a regional one a country and a region, "
                    "a European one neither."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status=SignatureStatus.ANNOUNCED) | Q(announced_on__isnull=False),
                name="announced_signature_says_when",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) & ~Q(status=SignatureStatus.SIGNED)
                | Q(signed_on__isnull=False) & ~Q(proof="") & ~Q(proof_sha256=""),
                name="nothing_is_signed_without_proof",
            ),
            models.CheckConstraint(
                condition=Q(status=SignatureStatus.WITHDRAWN, withdrawn_on__isnull=False)
                | ~Q(status=SignatureStatus.WITHDRAWN) & Q(withdrawn_on__isnull=True),
                name="withdrawn_signature_says_when",
            ),
            models.CheckConstraint(
                condition=in_order("invited_on", "announced_on", "signed_on", "withdrawn_on"),
                name="signature_dates_in_order",
                violation_error_message=_("The days of a signature must follow each other."),
            ),
            models.CheckConstraint(
                condition=Q(proof_public_at__isnull=True) | ~Q(proof=""),
                name="only_a_proof_that_exists_is_public",
            ),
            models.CheckConstraint(
                condition=Q(status=SignatureStatus.WITHDRAWN)
                | Q(withdrawal_reason="", withdrawal_proof="", withdrawal_sha256=""),
                name="only_a_withdrawal_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_proof="", withdrawal_sha256="")
                | ~Q(withdrawal_proof="") & ~Q(withdrawal_sha256=""),
                name="proof_of_withdrawal_is_fingerprinted",
            ),
        ]

    def __str__(self):
        return f"{self.place}: {self.ministry}"

    @property
    def is_to_chase(self):
        return self.status in TO_CHASE

    @property
    def moved_on(self):
        """The day of the last step that is known."""
        return self.withdrawn_on or self.signed_on or self.announced_on or self.invited_on

    @property
    def place(self):
        """The region and the country, or the level where there is neither."""
        parts = [self.region, countries.name(str(self.country))]
        return ", ".join(part for part in parts if part) or str(self.get_level_display())


class DeclarationEvent(models.Model):
    """The declaration's history; rows are added, never changed."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    act = models.CharField(
        _("act of two people"), max_length=20, blank=True, choices=DeclarationAct
    )
    is_before_releases = models.BooleanField(
        _("entered before two people were asked for"),
        default=False,
        db_default=False,
        editable=False,
    )
    what = LineField(_("what happened"), max_length=300)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="", released_by=None)
                | Q(act__in=DeclarationAct.values, by__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("by")),
                name="declarations_are_opened_and_signed_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(is_before_releases=False) | Q(act=""),
                name="act_on_a_declaration_before_releases_is_none_of_two",
            ),
        ]

    def __str__(self):
        return self.what
