from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from members.enums import VOTING_ROLES, RepresentativeRole
from voting import rules
from voting.enums import COUNTED, RUNNING, Choice, MotionKind, MotionStatus, RollStatus, Step


class RuleSetQuerySet(models.QuerySet):
    def adopted(self):
        return self.filter(adopted_at__isnull=False).order_by("-adopted_at", "-version")

    def drafts(self):
        return self.filter(adopted_at__isnull=True).order_by("name", "pk")


class RuleSet(models.Model):
    """One version of the rules as a JSON document. Adopted, it never changes again.

    A draft has the version 0: the number is given when it is adopted.
    """

    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"), default=0)
    document = models.JSONField(_("document"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["name", "-version"]
        permissions = [("adopt_rule_set", _("Can draft and adopt rule sets"))]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                condition=Q(version__gt=0),
                name="one_rule_set_per_version",
            ),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True, version=0)
                | Q(adopted_at__isnull=False, version__gt=0),
                name="rule_set_has_a_version_once_adopted",
            ),
            models.CheckConstraint(condition=~Q(sha256=""), name="rule_set_has_a_fingerprint"),
        ]

    def __str__(self):
        if self.is_draft:
            return _("%(name)s, draft %(number)d") % {"name": self.name, "number": self.pk or 0}
        return _("%(name)s, version %(version)d") % {"name": self.name, "version": self.version}

    def get_admin_url(self):
        return reverse("admin:voting_ruleset_change", args=[self.pk])

    @property
    def is_draft(self):
        return self.adopted_at is None

    @cached_property
    def rules(self):
        return rules.parse(self.document)


class MotionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=MotionStatus.OPEN)

    def taking_ballots(self, now):
        return self.open().filter(closes_at__gt=now)

    def due_to_close(self, now):
        return self.open().filter(closes_at__lte=now)

    def running(self):
        return self.filter(status__in=RUNNING)

    def past_draft(self):
        return self.exclude(status=MotionStatus.DRAFT)

    def counted(self):
        return self.filter(status__in=COUNTED)

    def awaiting_certification(self):
        return self.filter(status=MotionStatus.CLOSED)

    def certified(self):
        return self.filter(status=MotionStatus.CERTIFIED)

    def on_the_roll_of(self, user):
        """Motions that this person may cast, or could have cast, a ballot on."""
        return self.filter(pk__in=RollEntry.objects.of(user).values("motion"))

    def with_turnout(self):
        """Each motion with `.voted` of `.entitled`: how many have a ballot, never which."""
        current = Q(roll__ballots__superseded_at__isnull=True)
        eligible = Q(roll__status=RollStatus.ELIGIBLE)
        return self.annotate(
            voted=Count("roll__ballots", filter=current & eligible, distinct=True),
            entitled=Count("roll", filter=eligible, distinct=True),
        )


class Motion(models.Model):
    """A question that the Network decides. Rules, text and roll are frozen at opening."""

    kind = models.CharField(
        _("kind"), max_length=20, choices=MotionKind, default=MotionKind.ADMISSION
    )
    title = models.CharField(_("title"), max_length=400)
    question = models.TextField(_("question"))
    application = models.ForeignKey(
        "members.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="motions",
        verbose_name=_("application"),
    )
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
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True, editable=False)
    carried = models.BooleanField(_("carried"), null=True, editable=False)
    certified_at = models.DateTimeField(_("certified"), null=True, blank=True)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reasons = models.TextField(_("reasons"), blank=True)
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
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status__in=RUNNING),
                name="one_running_motion_per_application",
                violation_error_message=_("A motion on this application is already running."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("voting:motion", args=[self.pk])

    @property
    def is_open(self):
        return self.status == MotionStatus.OPEN

    @property
    def is_counted(self):
        return self.status in COUNTED

    @property
    def is_certified(self):
        return self.status == MotionStatus.CERTIFIED

    def takes_ballots(self, now):
        """Open, and the deadline has not passed, also when nobody has closed it yet."""
        return self.is_open and now < self.closes_at


class RollEntryQuerySet(models.QuerySet):
    def eligible(self):
        return self.filter(status=RollStatus.ELIGIBLE)

    def without_a_ballot(self):
        return self.eligible().exclude(pk__in=Ballot.objects.current().values("entry"))

    def with_has_voted(self):
        """Each entry with `.has_voted`, and nothing of how."""
        current = Ballot.objects.current().filter(entry=OuterRef("pk"))
        return self.annotate(has_voted=Exists(current))

    def with_current_ballot(self):
        """Each entry with `.current_ballots`, one or none. For what comes after the close."""
        current = Ballot.objects.current().select_related("cast_by")
        return self.prefetch_related(Prefetch("ballots", current, to_attr="current_ballots"))

    def of(self, user):
        """The entry that this person votes for, if they were on the roll at opening."""
        return self.filter(voters__user=user)


class RollEntry(models.Model):
    """One vote on the roll: a country, or a centre where the rules count centres."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="roll")
    unit = models.CharField(_("unit"), max_length=100)
    name = models.TextField(_("centre"))
    country = CountryField(_("country"))
    weight = models.PositiveIntegerField(_("weight"), default=1)
    status = models.CharField(
        _("status"), max_length=20, choices=RollStatus, default=RollStatus.ELIGIBLE
    )
    recusal_reason = models.TextField(_("reason for the recusal"), blank=True)

    objects = RollEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("roll entry")
        verbose_name_plural = _("roll entries")
        ordering = ["country", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "unit"], name="one_roll_entry_per_unit"),
            models.CheckConstraint(
                condition=~Q(status=RollStatus.RECUSED) | ~Q(recusal_reason=""),
                name="recusal_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="vote_weighs_something"),
        ]

    def __str__(self):
        return self.name

    @property
    def current_ballot(self):
        return self.ballots.current().select_related("cast_by").first()

    @property
    def current_number(self):
        """The number of the ballot that counts now, 0 if there is none."""
        recorded = self.current_ballot
        return recorded.sequence if recorded else 0


class RollVoter(models.Model):
    """A person who may cast an entry's ballot, as the register stood at opening."""

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=RepresentativeRole)

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        constraints = [
            models.UniqueConstraint(fields=["entry", "user"], name="one_voter_row_per_person"),
            models.CheckConstraint(
                condition=Q(role__in=VOTING_ROLES), name="only_delegates_and_alternates_vote"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.entry}"


class BallotQuerySet(models.QuerySet):
    def current(self):
        return self.filter(superseded_at__isnull=True)


class Ballot(models.Model):
    """A choice as it was cast. A later one supersedes it; the row itself stays for ever."""

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="ballots")
    sequence = models.PositiveIntegerField(_("number"))
    choice = models.CharField(_("choice"), max_length=10, choices=Choice)
    reason = models.TextField(_("reason"), blank=True, max_length=4000)
    cast_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cast_at = models.DateTimeField(_("cast"))
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)
    form_token = models.UUIDField(editable=False)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["entry", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_ballot_per_roll_entry",
            ),
            models.UniqueConstraint(
                fields=["entry", "sequence"], name="one_ballot_per_number_and_entry"
            ),
            models.UniqueConstraint(fields=["entry", "form_token"], name="one_ballot_per_form"),
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values), name="ballot_choice_known"
            ),
        ]

    def __str__(self):
        return f"{self.entry}, {self.sequence}"  # never the choice: it may be under embargo


class MotionEventQuerySet(models.QuerySet):
    def tellable(self, motion):
        """While ballots are under embargo nobody learns who changed theirs."""
        return self if motion.is_counted else self.exclude(what=Step.CHANGED)


class MotionEvent(models.Model):
    """The motion's history; rows are added, never changed, and never name a choice."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    what = models.CharField(_("what happened"), max_length=40, choices=Step)
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = MotionEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["motion", "number"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "number"], name="one_motion_event_per_number")
        ]

    def __str__(self):
        return self.get_what_display()
