"""The roll, who votes for each entry, and their ballots."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from members.enums import VOTING_ROLES, RepresentativeRole
from voting.enums import Choice, MotionStatus, RollStatus
from voting.models.motions import Motion

if TYPE_CHECKING:
    from members.models import User


class RollEntryQuerySet(models.QuerySet):
    def eligible(self):
        return self.filter(status=RollStatus.ELIGIBLE)

    def without_a_ballot(self):
        return self.eligible().exclude(pk__in=Ballot.objects.current().values("entry"))

    def to_confirm(self):
        """Those that are asked whether they are recorded rightly, and have not answered."""
        silent = self.filter(motion__status=MotionStatus.CLOSED, confirmations__isnull=True)
        return silent.exclude(status=RollStatus.SUSPENDED)

    def with_has_voted(self):
        """Each entry with `.has_voted`, and nothing of how."""
        current = Ballot.objects.current().filter(entry=OuterRef("pk"))
        return self.annotate(has_voted=Exists(current))

    def with_current_ballot(self):
        """Each entry with `.current_ballots`, one or none. For what comes after the close."""
        current = Ballot.objects.current().select_related("cast_by")
        return self.prefetch_related(Prefetch("ballots", current, to_attr="current_ballots"))

    def for_voter(self, user):
        """The entry that this person votes for: on the roll at opening or by an amendment."""
        return self.filter(voters__user=user, voters__left_by__isnull=True)


class RollEntry(models.Model):
    """One vote on the roll: a country, or a centre where the rules count centres."""

    # Set by `services.ballot_locking`, as far as a cast needs them.
    people: list["User"]  # who may cast the ballot now
    voter: "RollVoter"  # the one of them who casts, with role and alias
    has_voted: bool  # and by `with_has_voted`
    read_at: datetime
    current_ballots: list["Ballot"]  # by `with_current_ballot`

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="roll")
    unit = models.CharField(_("unit"), max_length=100)
    name = models.TextField(_("centre"))
    country: "models.CharField[str | Country, Country]" = CountryField(_("country"))
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
        return self.ballots.current().select_related("cast_by", "recorded").first()


class RollVoterQuerySet(models.QuerySet):
    def on_the_roll(self):
        """Those who were not replaced since."""
        return self.filter(left_by__isnull=True)

    def on_the_roll_of(self, motion):
        """Who may cast a ballot of this motion now, amendments included."""
        return self.on_the_roll().filter(entry__motion=motion).select_related("user")


class RollVoter(models.Model):
    """A person who may cast an entry's ballot, as the register stood at opening.

    An amendment says of a voter who was replaced that it took them off, and of the one who
    came instead that it put them on. No row is deleted.
    """

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=RepresentativeRole)
    alias = models.CharField(max_length=16, blank=True, editable=False)  # in the record
    joined_by = models.ForeignKey(
        "voting.Amendment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    left_by = models.ForeignKey(
        "voting.Amendment", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = RollVoterQuerySet.as_manager()

    class Meta:
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "user"],
                condition=Q(left_by__isnull=True),
                name="one_voter_row_per_person",
            ),
            models.CheckConstraint(
                condition=Q(role__in=VOTING_ROLES), name="only_delegates_and_alternates_vote"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.entry}"


class BallotQuerySet(models.QuerySet):
    def current(self):
        return self.filter(superseded_at__isnull=True)

    def publishable(self, motion):
        """While ballots are under embargo nobody learns who changed theirs."""
        return self if motion.is_counted else self.filter(sequence=1)


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
    receipt = models.CharField(max_length=20, blank=True, editable=False)
    # What opens its seal in the record: never beside the record itself.
    salt = models.CharField(max_length=64, blank=True, editable=False)
    words_salt = models.CharField(max_length=64, blank=True, editable=False)

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
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="one_ballot_per_receipt"
            ),
            models.CheckConstraint(
                condition=Q(choice__in=Choice.values), name="ballot_choice_known"
            ),
        ]

    def __str__(self):
        return f"{self.entry}, {self.sequence}"  # never the choice: it may be under embargo

    @property
    def is_a_change(self):
        """The centre had another ballot before this one."""
        return self.sequence > 1
