from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.email_addresses import as_kept
from common.model_fields import EmailField, LineField, LinesField
from common.search_words import WordsField
from members.enums import CHANGED_BY_THE_PERSON, DECIDED_BY_TWO, SignInChange

if TYPE_CHECKING:
    from members.register.models.representatives import Representative


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("This is not the name of a time zone, such as Europe/Athens."))


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=as_kept(email))

    def create_user(self, email, password=None, **fields):
        user = self.model(email=as_kept(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a login. What they may do comes from groups and from their centre."""

    _acting_today: "Representative | None"  # kept by `members.register.acting`

    email = EmailField(_("e-mail address"), unique=True)
    name = LineField(_("name"), max_length=150, blank=True)
    name_words = WordsField(of=("name",))
    time_zone = LineField(
        _("time zone"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    telephone = LineField(
        _("telephone"),
        max_length=40,
        blank=True,
        db_default="",
        help_text=_(
            "Not published. The secretariat calls it before it helps with a sign-in, and is warned "
            "if two people who decide together have the same."
        ),
    )
    wants_reminders = models.BooleanField(
        _("wants reminders"),
        default=True,
        help_text=_("Without reminders the right to vote stays the same."),
    )
    wants_weekly_letter = models.BooleanField(
        _("wants the weekly letter"),
        default=True,
        db_default=True,
        help_text=_("On Mondays, what waits for you and by when; no letter if nothing does."),
    )
    weekly_letter_for = models.DateField(null=True, editable=False)  # the Monday last looked at
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)
    second_step_due = models.DateTimeField(_("second step due"), null=True, editable=False)
    sessions_since = models.DateTimeField(_("sessions since"), null=True, editable=False)
    # Name, address and all else that tells who it is are erased; what is on record keeps the key.
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_login_per_address",
                violation_error_message=_("There is already a login with this e-mail address."),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_invited(self):
        """Has never come in, neither by a password nor without one."""
        return self.last_login is None and not self.has_usable_password()

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.get_full_name()


class SignInEvent(models.Model):
    """That a sign-in was locked, unlocked or ended for good, or what guards it has changed.

    Rows are only added. Without `by` it was locked by the link in a letter, which works without
    signing in. A password, a second step and recovery codes are the person's own; for somebody who
    lost the second step two people switch it off.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_in_events"
    )
    what = models.CharField(_("what"), max_length=20, choices=SignInChange)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = LinesField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("sign-in event")
        verbose_name_plural = _("sign-in events")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=CHANGED_BY_THE_PERSON) | ~Q(reason=""),
                name="sign_in_event_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(what=SignInChange.LOCKED, released_by=None)
                | Q(
                    what__in=CHANGED_BY_THE_PERSON,
                    by__isnull=False,
                    by=F("user"),
                    released_by=None,
                )
                | Q(
                    what__in=DECIDED_BY_TWO,
                    by__isnull=False,
                    released_by__isnull=False,
                )
                & ~Q(released_by=F("by")),
                name="sign_in_is_unlocked_and_ended_by_two_people",
            ),
        ]

    def __str__(self):
        return self.get_what_display()
