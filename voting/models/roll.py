"""The roll, who votes for each entry, and their ballots."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from common.model_fields import LinesField
from members.enums import VOTING_ROLES, RepresentativeRole
from members.models import Representative
from voting.enums import UNDECIDED, Choice, MotionStatus, RollStatus
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

    def for_voter(self, user, day):
        """The entries that this person speaks for on that day, of any motion.

        Those of a successor too, whom the tick has not written down yet.
        """
        voters = RollVoter.objects
        own = voters.speaking(day).filter(user=user)
        places = voters.taken_over_by(user, day)
        return self.filter(Q(pk__in=own.values("entry")) | Q(pk__in=places.values("entry")))

    def nobody_speaks_for(self, day):
        """Entries whose ballot nobody can cast or change."""
        voters = RollVoter.objects
        spoken_for, taken_over = voters.speaking(day), voters.with_a_successor(day)
        without = self.exclude(pk__in=spoken_for.values("entry"))
        return without.exclude(pk__in=taken_over.values("entry"))


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
    name = LinesField(_("centre"))
    country: "models.CharField[str | Country, Country]" = CountryField(_("country"))
    weight = models.PositiveIntegerField(_("weight"), default=1)
    status = models.CharField(
        _("status"), max_length=20, choices=RollStatus, default=RollStatus.ELIGIBLE
    )
    recusal_reason = LinesField(_("reason for the recusal"), blank=True)

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

    def removed(self):
        """Those of whom the record says that they do not speak for the centre any more."""
        return self.filter(removed_at__isnull=False)

    def speaking(self, day: date):
        """Those who speak for their entry on that day: *the* answer, for every act and page.

        On the roll and not replaced, and today in a voting role for the centre for which they
        stand there. Where others ended the membership of that centre they still speak until the
        motion is decided. `services.ballot_locking` asks the same in SQL.
        """
        own = Representative.objects.may_vote().filter(
            user=OuterRef("user"), centre=OuterRef("centre")
        )
        undecided = Q(entry__motion__status__in=UNDECIDED)
        return self.on_the_roll().filter(
            Exists(own.acting(day)) | undecided & Exists(own.ended_by_others(day))
        )

    def speaking_of(self, motion, day: date):
        """Who may cast a ballot of this motion on that day, amendments included."""
        return self.speaking(day).filter(entry__motion=motion).select_related("user")

    def with_a_successor(self, day: date):
        """Whose role the centre itself handed over to somebody who acts on that day.

        Until the motion is decided the successor has their place; before records could say so,
        two people had to replace them.
        """
        return self._taken_over(Representative.objects.acting(day))

    def taken_over_by(self, user, day: date):
        """The places that this person took over so."""
        return self._taken_over(Representative.objects.acting(day).filter(user=user))

    def _taken_over(self, acting):
        heirs = acting.may_vote().filter(succeeds__user=OuterRef("user"), centre=OuterRef("centre"))
        return self.on_the_roll().filter(
            Exists(heirs),
            entry__motion__status__in=UNDECIDED,
            entry__motion__record_format__gte=2,
        )


class RollVoter(models.Model):
    """A person who may cast an entry's ballot, as the register stood at opening.

    An amendment says of a voter who was replaced that it took them off, and of the one who
    came instead that it put them on. Who took a role over says whose place it is. `removed_at`
    says that they do not speak for the centre any more and that the record knows it: what they
    may do is asked of `speaking`. No row is deleted.
    """

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(  # unknown where nobody could tell when this was added
        "members.Centre", on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = models.CharField(_("role"), max_length=20, choices=RepresentativeRole)
    alias = models.CharField(max_length=16, blank=True, editable=False)  # in the record
    joined_by = models.ForeignKey(
        "voting.Amendment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    left_by = models.ForeignKey(
        "voting.Amendment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )
    removed_at = models.DateTimeField(_("removed"), null=True)

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
                condition=Q(joined_by__isnull=True) | Q(follows__isnull=True),
                name="who_joins_is_put_on_or_follows_and_never_both",
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
    reason = LinesField(_("reason"), blank=True, max_length=4000)
    cast_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cast_at = models.DateTimeField(_("cast"))
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)
    form_token = models.UUIDField(editable=False)
    receipt = models.CharField(max_length=20, blank=True, editable=False)
    # The fingerprint of the secret key that its receipt was made with; empty where nobody knows.
    receipt_key = models.CharField(
        max_length=16, blank=True, default="", db_default="", editable=False
    )
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
