"""A motion: what is asked, by which rules, and how far it is."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.folded_search import finding
from common.model_fields import DayField, LineField, LinesField
from members.enums import ApplicationStatus
from voting.enums import (
    COUNTED,
    RUNNING,
    UNDECIDED,
    MotionKind,
    MotionStatus,
)
from voting.models.rule_sets import RuleSet
from voting.rules.deadlines import same_time_later

if TYPE_CHECKING:
    from voting.models.confirmations import Confirmation

_K = MotionKind
MOOT = Q(application__isnull=False, application__status=ApplicationStatus.WITHDRAWN)


def address_of_the_site():
    """Of today: the record of a motion names it for good, wherever the site moves."""
    return settings.SITE_URL


class MotionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=MotionStatus.OPEN)

    def taking_ballots(self, now):
        return self.open().exclude(MOOT).filter(closes_at__gt=now)

    def due_to_close(self, now):
        return self.open().filter(closes_at__lte=now)

    def moot(self):
        """Still to be decided, though the applicant has withdrawn."""
        return self.filter(MOOT, status__in=(MotionStatus.OPEN, MotionStatus.CLOSED))

    def running(self):
        return self.filter(status__in=RUNNING)

    def undecided(self):
        """Opened, and neither certified nor called off."""
        return self.filter(status__in=UNDECIDED)

    def with_last_change(self):
        """Each motion with `.changed_at`, of its last step; ballots are none and tell nothing."""
        return self.annotate(changed_at=Coalesce(Max("events__at"), "opened_at"))

    def with_subject(self):
        """Each motion with what it is about, whatever its kind."""
        return self.select_related(
            "application", "rule_set", "proposed_rule_set", "candidate", "second_candidate"
        )

    def drafts(self):
        return self.filter(status=MotionStatus.DRAFT).order_by("-pk")

    def past_draft(self):
        return self.exclude(status=MotionStatus.DRAFT)

    def counted(self):
        return self.filter(status__in=COUNTED)

    def closed(self):
        return self.filter(status=MotionStatus.CLOSED)

    def with_is_contested(self):
        """Each motion with `.is_contested`: a unit keeps its result from being certified now."""
        confirmations = apps.get_model("voting.Confirmation").objects  # read after this file
        objections = confirmations.objections().filter(entry__motion=OuterRef("pk"))
        return self.annotate(is_contested=Exists(objections))

    def contested(self):
        return self.with_is_contested().filter(is_contested=True)

    def awaiting_certification(self, now):
        """Closed, the confirmation period is over, and nobody objects."""
        uncontested = self.closed().with_is_contested().filter(is_contested=False)
        return uncontested.exclude(confirmation_ends_at__gt=now)

    def certified_too_late(self, now):
        """Those of them that a co-chair should have certified by now."""
        return self.awaiting_certification(now).filter(certify_by__lte=now)

    def certified(self):
        return self.filter(status=MotionStatus.CERTIFIED)

    def published(self):
        """What everybody reads: certified, also where it was annulled afterwards."""
        return self.filter(certified_at__isnull=False)

    def with_words(self, words):
        """Those with each of these words in their title."""
        return finding(self, words, ["title"])

    def on_the_roll_of(self, user, day):
        """Motions on whose roll this person speaks for a centre on that day."""
        entries = apps.get_model("voting.RollEntry").objects  # read after this file
        return self.filter(pk__in=entries.for_voter(user, day).values("motion"))

    def with_turnout(self):
        """Each motion with `.voted` of `.entitled`: how many have a ballot, never which."""
        entries = apps.get_model("voting.RollEntry").objects  # read after this file
        eligible = entries.eligible().filter(motion=OuterRef("pk"))
        return self.annotate(
            voted=_number_of(eligible.with_has_voted().filter(has_voted=True)),
            entitled=_number_of(eligible),
        )


def _number_of(rows):
    """Counted for the rows that are shown, and not for all of a table."""
    counted = rows.order_by().values("motion").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def one_subject_of_its_kind():
    """A motion has the subject of its kind, and of no other."""
    return [
        models.CheckConstraint(condition=Q(kind__in=_K.values), name="motion_kind_known"),
        models.CheckConstraint(
            condition=Q(kind=_K.ADMISSION, application__isnull=False)
            | ~Q(kind=_K.ADMISSION) & Q(application__isnull=True),
            name="an_admission_and_nothing_else_has_an_application",
        ),
        models.CheckConstraint(
            condition=Q(kind=_K.RULE_SET, proposed_rule_set__isnull=False)
            | ~Q(kind=_K.RULE_SET) & Q(proposed_rule_set__isnull=True),
            name="an_adoption_and_nothing_else_has_a_proposed_rule_set",
        ),
        models.CheckConstraint(
            condition=Q(kind=_K.CO_CHAIR, candidate__isnull=False, term_begins__isnull=False)
            & ~Q(term="")
            | ~Q(kind=_K.CO_CHAIR)
            & Q(candidate=None, second_candidate=None, term="", term_begins=None),
            name="an_election_and_nothing_else_has_candidates_and_a_term",
        ),
        models.CheckConstraint(
            condition=Q(second_candidate__isnull=True) | ~Q(second_candidate=F("candidate")),
            name="two_candidates_are_two_centres",
            violation_error_message=_("Choose two different centres, or leave the second empty."),
        ),
        models.CheckConstraint(
            condition=Q(kind=_K.POSITION) & ~Q(text="") | ~Q(kind=_K.POSITION) & Q(text=""),
            name="a_position_and_nothing_else_has_a_text",
        ),
    ]


class Motion(models.Model):
    """A question that the Network decides. Rules, text and roll are frozen at opening."""

    record_head = ""  # short; set for mails that leave together
    objections: list["Confirmation"]  # what keeps its result from being certified

    kind = models.CharField(
        _("kind"), max_length=20, choices=MotionKind, default=MotionKind.ADMISSION
    )
    title = LineField(_("title"), max_length=400)
    question = LinesField(_("question"))
    application = models.ForeignKey(
        "members.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="motions",
        verbose_name=_("application"),
    )
    proposed_rule_set = models.ForeignKey(
        RuleSet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adoption_motions",
        verbose_name=_("rule set to adopt"),
    )
    candidate = models.ForeignKey(
        "members.Centre",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("candidate"),
    )
    second_candidate = models.ForeignKey(
        "members.Centre",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second candidate"),
    )
    term = LineField(_("term"), max_length=100, blank=True)
    term_begins = DayField(_("the term begins"), null=True, blank=True)
    hands_over = models.ManyToManyField(
        "members.CoChairTerm",
        blank=True,
        related_name="+",
        verbose_name=_("terms that end when it begins"),
    )
    text = LinesField(_("text of the position"), blank=True, max_length=20000)
    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="motions", verbose_name=_("rule set")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=MotionStatus, default=MotionStatus.DRAFT
    )
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"))
    deadline_version = models.PositiveIntegerField(default=1, editable=False)
    frozen = models.JSONField(_("frozen at opening"), default=dict, editable=False)
    frozen_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    certified_composition = models.JSONField(
        _("balance when it was certified"), default=dict, blank=True, editable=False
    )
    record_scope = models.CharField(max_length=100, blank=True, editable=False)
    record_format = models.PositiveSmallIntegerField(default=2, editable=False)
    record_site = models.CharField(max_length=200, default=address_of_the_site, editable=False)
    certifiers = models.ManyToManyField(  # the co-chairs' centres when it was opened
        "members.Centre", related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Set at the close, the first where the rules have a confirmation period.
    confirmation_ends_at = models.DateTimeField(null=True, editable=False)
    certify_by = models.DateTimeField(null=True, editable=False)
    result = models.JSONField(_("result"), null=True, blank=True, editable=False)
    carried = models.BooleanField(_("carried"), null=True, editable=False)
    certified_at = models.DateTimeField(_("certified"), null=True, blank=True)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certified_with = models.ForeignKey(  # the other of two delegates, where no co-chair could
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reasons = LinesField(_("reasons"), blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = MotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        ordering = ["-opened_at", "-pk"]
        permissions = [("open_motion", _("Can open, extend and withdraw motions"))]
        indexes = [models.Index(fields=["status", "closes_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MotionStatus.values), name="motion_status_known"
            ),
            *one_subject_of_its_kind(),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(closes_at__gt=F("opened_at")),
                name="motion_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[MotionStatus.DRAFT, MotionStatus.WITHDRAWN])
                | (Q(opened_at__isnull=False) & ~Q(frozen_sha256="")),
                name="open_motion_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(status__in=COUNTED, result__isnull=False, carried__isnull=False)
                | (~Q(status__in=COUNTED) & Q(result__isnull=True, carried__isnull=True)),
                name="motion_has_a_result_only_once_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status=MotionStatus.CERTIFIED)
                | Q(certified_at__isnull=False, certified_by__isnull=False),
                name="certified_motion_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmation_ends_at=None)
                | Q(confirmation_ends_at__gte=F("closed_at"))
                & (Q(certified_at=None) | Q(certified_at__gte=F("confirmation_ends_at"))),
                name="certified_after_the_confirmation_period",
            ),
            models.CheckConstraint(
                condition=Q(certified_with=None)
                | Q(certified_by__isnull=False) & ~Q(certified_with=F("certified_by")),
                name="two_delegates_who_certify_are_two",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status__in=RUNNING),
                name="one_running_motion_per_application",
                violation_error_message=_("A motion on this application is already running."),
            ),
            models.UniqueConstraint(
                fields=["proposed_rule_set"],
                condition=Q(status__in=RUNNING),
                name="one_running_motion_per_proposed_rule_set",
                violation_error_message=_("A motion on these rules is already running."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("voting:motion", args=[self.pk])

    @property
    def is_draft(self):
        return self.status == MotionStatus.DRAFT

    @property
    def candidates(self):
        """The centres that an election is about; needs both loaded."""
        return [centre for centre in (self.candidate, self.second_candidate) if centre]

    @property
    def countries_concerned(self):
        """Of the applicant or the candidates; needs them loaded.

        Who is from there never certifies, and has a reason to think of a recusal.
        """
        if self.application:
            return {self.application.country.code}
        return {centre.country.code for centre in self.candidates}

    @property
    def is_open(self):
        return self.status == MotionStatus.OPEN

    @property
    def is_moot(self):
        """The applicant has withdrawn: there is nothing left to decide."""
        return bool(self.application) and self.application.status == ApplicationStatus.WITHDRAWN

    @property
    def extensions(self):
        """How often the deadline was moved."""
        return self.deadline_version - 1

    @property
    def extensions_left(self):
        """How often the rules still allow to extend this vote."""
        return self.rule_set.rules.extension.times - self.extensions

    @property
    def later_deadline(self):
        """The deadline after one extension: the same time of day by the Network's clocks."""
        days = self.rule_set.rules.extension.days
        return same_time_later(self.closes_at, days, timezone.get_default_timezone())

    @property
    def is_counted(self):
        return self.status in COUNTED

    @property
    def is_certified(self):
        return self.status == MotionStatus.CERTIFIED

    @property
    def is_published(self):
        """Certified, also where it was annulled afterwards: then everybody reads that too."""
        return self.certified_at is not None

    @property
    def has_confirmation_period(self):
        """Each centre gets time to confirm its line, whether or not it is over."""
        return self.rule_set.rules.certification.confirmation_days > 0

    def is_being_confirmed(self, now):
        """Provisional, and the centres still have time to confirm or contest their lines."""
        ends = self.confirmation_ends_at
        return self.status == MotionStatus.CLOSED and ends is not None and now < ends

    def is_late(self, now):
        """The rules wanted it certified by now."""
        due = self.certify_by
        return self.status == MotionStatus.CLOSED and due is not None and due <= now

    @property
    def outcome(self):
        """What came of it. What was counted before an annulment is no outcome."""
        if self.status == MotionStatus.ANNULLED:
            return _("Annulled")
        return {None: _("Not counted"), True: _("Carried"), False: _("Not carried")}[self.carried]

    @property
    def counted_before(self):
        """How an annulled result had been counted, as a sentence; empty for every other."""
        if self.status != MotionStatus.ANNULLED:
            return ""
        if self.carried:
            return _("It had been counted as carried.")
        return _("It had been counted as not carried.")

    @property
    def contested_by(self):
        """Whose objections stand; needs `.objections`."""
        return ", ".join(objection.entry.name for objection in self.objections)

    def takes_ballots(self, now):
        """Open, and the deadline has not passed, also when nobody has closed it yet."""
        return self.is_open and not self.is_moot and now < self.closes_at
