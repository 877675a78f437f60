"""The record of a motion as it is stored, and what opens its seals."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField, LinesField
from voting.enums import OF_BALLOTS, Step
from voting.models.motions import Motion
from voting.models.roll import Ballot


class RecordEntryQuerySet(models.QuerySet):
    def publishable(self, motion):
        """While ballots are under embargo nobody learns that one was changed."""
        return self if motion.is_counted else self.exclude(what=Step.CHANGED)


class RecordEntry(models.Model):
    """One link of a motion's chain. PostgreSQL refuses to change or delete a row."""

    motion = models.ForeignKey(  # the index of its numbers begins with it
        Motion, on_delete=models.PROTECT, related_name="record", db_index=False
    )
    index = models.PositiveIntegerField(_("number"))
    previous = models.CharField(max_length=64)
    at = models.CharField(_("at"), max_length=32)  # to the letter as it was hashed, in UTC
    what = LineField(_("what happened"), max_length=40)
    body = LinesField(_("body"))  # canonical JSON
    body_sha256 = models.CharField(max_length=64)
    key = models.CharField(_("key"), max_length=64)
    public_key = models.CharField(max_length=64)
    hash = models.CharField(_("hash"), max_length=64)
    signature = models.CharField(max_length=100)
    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, null=True, related_name="recorded"
    )

    objects = RecordEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("record")
        ordering = ["motion", "index"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "index"], name="one_record_entry_per_number"),
            models.UniqueConstraint(fields=["hash"], name="one_record_entry_per_hash"),
            models.CheckConstraint(
                condition=models.Q(what__in=OF_BALLOTS, ballot__isnull=False)
                | ~models.Q(what__in=OF_BALLOTS) & models.Q(ballot__isnull=True),
                name="entry_of_a_ballot_names_it",
            ),
        ]

    def __str__(self):
        return f"{self.index}: {self.what}"


class RecordAlias(models.Model):
    """A person's name in the record of one motion, kept so that another secret key changes none."""

    motion = models.ForeignKey(
        Motion, on_delete=models.PROTECT, related_name="aliases", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    alias = models.CharField(max_length=16, editable=False)

    class Meta:
        verbose_name = _("name in a record")
        verbose_name_plural = _("names in records")
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "user"], name="one_name_per_person_in_a_record"
            ),
            models.UniqueConstraint(
                fields=["motion", "alias"], name="one_person_per_name_in_a_record"
            ),
            models.CheckConstraint(condition=~models.Q(alias=""), name="name_in_a_record_is_one"),
        ]

    def __str__(self):
        return self.alias


class Seal(models.Model):
    """The words under an entry's seal, which never stand beside the record, and their salt.

    A ballot's reason and salts stay with the ballot. What is erased leaves the chain as it is.
    """

    entry = models.OneToOneField(RecordEntry, on_delete=models.PROTECT, related_name="seal")
    words_salt = models.CharField(max_length=64)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self):
        return str(self.entry)
