"""A person's data are erased: asked for by the person or the secretariat, released by another.

What is on record keeps the person's key, and no name. What each kind of data becomes stands in the
schedule (`common.personal_data`), where each app registers its own.
"""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from common import personal_data
from common.dates import network_day, network_morning
from common.refusals import Refused
from members.enums import SignInChange
from members.register.models import FoundingPerson, Representative, SignInEvent, User
from outbox import services as outbox
from outbox.models import Mail
from proposals.services import must_be_another
from traces.services import erase_words_of

AFTER_THE_LAST_ROLE = timedelta(days=5 * 365)
NEVER_CAME = timedelta(days=365)
NOBODY = "erased.invalid"  # no address of the world ends like this


def why_not_erased(user: User, now: datetime) -> str:
    """Whoever acts has a name: for a centre, or for the secretariat."""
    if user.erased_at:
        return _("The data of this person are erased already.")
    roles = Representative.objects.not_ended_by(network_day(now)).filter(user=user)
    if role := roles.select_related("centre").first():
        return _(
            "The role for %(centre)s has not ended. Its delegate or head ends it or hands it over "
            "first, under “People”."
        ) % {"centre": role.centre}
    if user.is_active and (user.is_staff or user.is_superuser):
        return _("Whoever works for the secretariat has a name. A colleague ends that first.")
    return ""


@transaction.atomic
def erase(user: User, *, reason: str, by: User, released_by: User, now: datetime) -> User:
    """Refused while something needs the person. They are told at the address they had."""
    must_be_another(by, released_by)
    row = User.objects.select_for_update().get(pk=user.pk)
    if why := personal_data.why_not_erased(row, now):
        raise Refused(why)
    if released_by.pk == row.pk:
        raise Refused(_("Another person releases it."))
    personal_data.erase(row, network_day(now))
    SignInEvent.objects.create(
        user=row,
        what=SignInChange.ENDED,
        at=now,
        by=by,
        released_by=released_by,
        reason=personal_data.mark(network_day(now)),
    )
    User.objects.filter(pk=row.pk).update(erased_at=now)
    kind = "members.data_erased"
    outbox.queue(kind, key=f"user:{row.pk}:{kind}", to=row.email, about=row, now=now)
    return row


def forget_person(user: User, day: date) -> None:
    """The account itself; `user` stays as it was, for whoever looks for the address after it."""
    row = User.objects.get(pk=user.pk)
    row.name = _("Person whose data were erased")
    row.email, row.telephone, row.time_zone = f"{row.pk}@{NOBODY}", "", ""
    row.is_active = row.is_staff = row.is_superuser = row.wants_reminders = False
    row.set_unusable_password()
    row.save()
    row.groups.clear()
    sessions = UserSession.objects.filter(user=row)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
    EmailAddress.objects.filter(user=row).delete()
    Authenticator.objects.filter(user=row).delete()
    FoundingPerson.objects.filter(Q(user=row) | Q(email=user.email)).update(name="", email="")
    SignInEvent.objects.filter(user=row).exclude(reason="").update(reason=personal_data.mark(day))
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(row.pk)
    )
    about.update(object_repr=personal_data.mark(day), change_message="")
    SocialAccount.objects.filter(user=row).delete()
    # Last: what was written above left a trace of what stood there before.
    erase_words_of(row, now=network_morning(day))


# --- What ends by itself -----------------------------------------------------------------


def long_gone(now: datetime) -> QuerySet[User]:
    """Who never signed in, and who has had no role for years; nobody who has one today."""
    day = network_day(now)
    never_came = Q(last_login=None, date_joined__lte=now - NEVER_CAME)
    left = Q(last_on=None, last_login__lte=now - AFTER_THE_LAST_ROLE)
    current = Representative.objects.not_ended_by(day).filter(user=OuterRef("pk"))
    return (
        User.objects.filter(~Exists(current), erased_at=None, is_staff=False, is_superuser=False)
        .annotate(last_on=Max("representations__valid_until"))
        .filter(
            never_came & (Q(last_on=None) | Q(last_on__lte=day - NEVER_CAME))
            | left
            | Q(last_on__lte=day - AFTER_THE_LAST_ROLE)
        )
    )


def forget_long_gone(now: datetime) -> int:
    count = 0
    for user in long_gone(now):
        with transaction.atomic():
            row = User.objects.select_for_update().get(pk=user.pk)
            if not personal_data.why_not_erased(row, now):
                personal_data.erase(row, network_day(now))
                User.objects.filter(pk=row.pk).update(erased_at=now)
                count += 1
    return count


def told(now: datetime) -> QuerySet[Mail]:
    """The letters that said so, once they have left: they hold the last address."""
    people = User.objects.exclude(erased_at=None).values("pk")
    letters = Mail.objects.filter(
        about_type=ContentType.objects.get_for_model(User), about_id__in=people
    )
    return letters.sent().exclude(to="")


def forget_told(now: datetime) -> int:
    return told(now).update(to="")


def over(now: datetime) -> QuerySet[UserSession]:
    """Rows of sessions that have ended, however they did."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    return UserSession.objects.filter(~Exists(alive))
