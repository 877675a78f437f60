from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Length, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import first_day, network_day, show_instant, show_partial, show_span
from common.model_fields import LineField, LinesField, LinkField, PartialDateField
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.permissions import can_read_drafts
from members.register.models.people import validate_time_zone


class Partner(models.Model):
    """An institution that is no centre and organises meetings with one, such as a university."""

    name = LineField(_("name"), max_length=200)
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


class Series(models.Model):
    """A row of meetings under one name; its papers are a set for whoever harvests them."""

    name = LineField(_("name"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("Catalogues know the series by it. It stays the same for ever."),
    )
    description = LinesField(_("description"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_series_per_name",
                violation_error_message=_("This series is already listed."),
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

    def upcoming(self, now):
        """Not over, the next one first; those without any date last."""
        undated = Case(When(held="", then=1), default=0)
        return self.filter(_not_over(now)).order_by(undated, "held", "starts_at", "number")

    def past(self, now):
        return self.exclude(_not_over(now)).order_by("-held", "-number")

    def over_and_not_noted(self, now):
        """Held, with people who did not decline and of whom it is not noted whether they came."""
        expected = self.model.objects.filter(
            attendances__presence=Presence.UNKNOWN,
            attendances__reply__in=set(Reply) - {Reply.DECLINED},
        )
        guests = self.model.objects.filter(guests__presence=Presence.UNKNOWN)
        waiting = Q(pk__in=expected.values("pk")) | Q(pk__in=guests.values("pk"))
        return self.past(now).filter(waiting, cancelled_at=None)

    def over_and_without_minutes(self, now):
        """Held with people of whom the site knows, or minuted, and not told to the members.

        What was only entered, such as a meeting of before the site, waits for nothing.
        """
        known = [
            self.model.objects.filter(attendances__isnull=False),
            self.model.objects.filter(guests__isnull=False),
            self.model.objects.filter(minutes__isnull=False).exclude(minutes__text=""),
        ]
        waiting = Q(*(Q(pk__in=meetings.values("pk")) for meetings in known), _connector=Q.OR)
        unshared = self.past(now).filter(waiting, cancelled_at=None)
        return unshared.filter(minutes__shared_at=None)

    def over_for(self, time, now):
        """Over, or called off, for so long: what was kept for the meeting alone can go."""
        then = now - time
        over = self.model.objects.past(then).order_by().values("pk")
        return self.filter(Q(pk__in=over) | Q(cancelled_at__lte=then))

    def without_a_paper(self, now):
        """Held, and no paper was begun."""
        return self.past(now).filter(cancelled_at=None, papers=None)

    def dated(self, since):
        """Those with a day that calendars can enter, from the day `since` on."""
        return (
            self.annotate(precision=Length("held"))
            .filter(precision=len("2026-11-25"), held__gte=since.isoformat())
            .order_by("held", "starts_at", "number")
        )

    def in_calendar_of(self, user):
        """All for the secretariat; for others those they are invited to and come to."""
        if not can_read_drafts(user):
            return self.none()
        if user.is_staff:
            return self
        invited = user.attendances.exclude(reply=Reply.DECLINED)
        return self.filter(pk__in=invited.values("meeting"))


def _not_over(now):
    """A month is not over while it lasts; text in ISO order sorts as time does."""
    today = network_day(now).isoformat()
    by_day = Q(held__gte=today) | Q(held__in=("", today[:7], today[:4]))
    return Q(ends_at__gt=now) | Q(ends_at__isnull=True) & by_day


def network_zone():
    return settings.TIME_ZONE


class Meeting(models.Model):
    """A meeting of a series. Its day may be known only to the month.

    Meetings are numbered through, whatever their series: the number is the address.
    """

    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("series")
    )
    number = models.PositiveIntegerField(_("number"), unique=True)
    title = LineField(_("title"), max_length=200)
    summary = LinesField(_("theme"), blank=True, max_length=4000)
    held = PartialDateField(
        _("held"), help_text=_("A year, a month or a day: 2021, 2021-03 or 2021-03-18.")
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = LineField(
        _("time zone"),
        max_length=60,
        default=network_zone,
        validators=[validate_time_zone],
        help_text=_("Times of this meeting are entered and shown by the clocks there."),
    )
    place = LineField(_("place"), max_length=200, blank=True)
    link = LinkField(
        _("link to join"), blank=True, help_text=_("Shown to members and invited people only.")
    )
    organising_centres = models.ManyToManyField(
        "members.Centre",
        verbose_name=_("organising centres"),
        related_name="organised_meetings",
        blank=True,
    )
    partners = models.ManyToManyField(
        Partner, verbose_name=_("partner institutions"), related_name="meetings", blank=True
    )
    chairing_centre = models.ForeignKey(
        "members.Centre",
        on_delete=models.PROTECT,
        related_name="chaired_meetings",
        null=True,
        blank=True,
        verbose_name=_("chairing centre"),
    )
    chair = LineField(
        _("chair"), max_length=200, blank=True, help_text=_("A person. Shown to members only.")
    )
    register_until = models.DateTimeField(_("registration closes"), null=True, blank=True)
    calendar_number = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Grows with each change that calendars must see.")
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancellation_reasons = models.TextField(_("reasons"), blank=True, editable=False)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("made public"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-number"]
        indexes = [models.Index(fields=["starts_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="meeting_numbers_start_at_one"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message=_("A meeting ends after it begins. Give both or neither."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancellation_reasons="")
                | Q(cancelled_at__isnull=False) & ~Q(cancellation_reasons=""),
                name="cancelled_meeting_says_why",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | ~Q(held=""),
                name="meeting_at_a_time_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(register_until__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(register_until__lte=F("ends_at")),
                name="registration_closes_before_the_end",
                violation_error_message=_("Registration closes before the meeting ends."),
            ),
        ]

    def __str__(self):
        return _("Meeting %(number)d: %(title)s") % {"number": self.number, "title": self.title}

    def get_absolute_url(self):
        return reverse("knowledge_exchange:meeting", args=[self.number])

    @property
    def is_public(self):
        return self.published_at is not None

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    @property
    def starts_there(self):
        """What the clocks there show, without a zone, so that no template moves it."""
        return self.starts_at and self.starts_at.astimezone(self.zone).replace(tzinfo=None)

    @property
    def hour_and_day(self):
        """With which it begins by the clocks there, as far as they are known."""
        begins = self.starts_there
        return (begins.time(), begins.date()) if begins else (None, self.day)

    @property
    def when(self):
        """The date and the hours by the clocks there, with those of UTC; "" while none is known."""
        if self.starts_at:
            return show_span(self.starts_at, self.ends_at, self.zone)
        return show_partial(self.held)

    @property
    def answer_by(self):
        """`answers_until` as people read it, by the same clocks as the meeting's hours."""
        return show_instant(self.answers_until, self.zone)

    @property
    def day(self):
        """None while only the month or the year is known: no day is invented."""
        return first_day(self.held) if len(self.held) == len("2026-11-25") else None

    @property
    def begins_at(self):
        """The instant from which on somebody can be there; None while no day is known."""
        if self.starts_at or self.day is None:
            return self.starts_at
        return datetime.combine(self.day, time.min, tzinfo=self.zone)

    @property
    def answers_until(self):
        """Until when the invited can answer; None while the day is open."""
        return self.register_until or self.begins_at

    def has_begun(self, now):
        return self.begins_at is not None and self.begins_at <= now

    def can_have_begun(self, now):
        """So much is known of a month or a year as well."""
        if self.begins_at:
            return self.begins_at <= now
        return bool(self.held) and first_day(self.held) <= network_day(now)

    def is_over(self, now):
        if self.ends_at:
            return self.ends_at <= now
        today = network_day(now).isoformat()
        return bool(self.held) and self.held < today[: len(self.held)]

    def takes_answers(self, now):
        """Until registration closes, or the meeting begins; one without a day until it is over."""
        if self.is_cancelled or self.is_over(now):
            return False
        return self.answers_until is None or now < self.answers_until


class AgendaItem(models.Model):
    """A slot of the agenda, in the meeting's own time zone."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("place on the agenda"))
    title = LineField(_("title"), max_length=200)
    speaker = LineField(
        _("speaker"), max_length=200, blank=True, help_text=_("Shown to members only.")
    )
    starts = models.TimeField(_("begins"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    summary = LinesField(_("what it is about"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="one_agenda_item_per_place",
                violation_error_message=_("Two items stand at the same place on the agenda."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gt=0),
                name="agenda_item_takes_time",
            ),
        ]

    def __str__(self):
        return self.title
