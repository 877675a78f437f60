"""Sign-ins: the link to choose a password, letters about what happens to one, and its lock.

A sign-in is locked by one person at once, by the person's own link too; it is unlocked, or ended
for good, by two. Nobody of its centre and no secretariat silences it unseen: the person and the
centre are told.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.dates import network_day
from common.email_addresses import as_kept
from common.refusals import Refused
from members.enums import Basis, SignInChange
from members.permissions import centre_of, is_secretariat
from members.register import second_steps
from members.register.models import Attempt, Centre, Representative, SignInEvent, User
from members.register.second_step_adapter import SecondStepAdapter, which_key
from members.register.services import endings
from members.register.services.notifications import notify_mailbox, tell_centre
from members.register.services.representing import end_all
from outbox import services as outbox
from proposals.services import must_be_another
from traces import visits
from traces.enums import Act
from traces.services import note

SECRETS = {"secret", "seed"}  # of an app that makes codes, of recovery codes; a passkey has none
SEALED = "gAAAA"  # how whatever Fernet encrypts begins
# What a letter calls by its name and the history does not tell apart.
AS_EVENT = {"passkey_on": SignInChange.FACTOR_ON, "passkey_off": SignInChange.FACTOR_OFF}
LINK_MAIL, EVENT_MAIL = "members.password_link", "members.sign_in_event"
PAUSE = timedelta(minutes=2)  # between two links to choose a password
ENDING = {
    SignInChange.LOCKED: endings.Event.LOCKED,
    SignInChange.ENDED: endings.Event.ENDED,
}


def mail_password_link(user: User, *, now: datetime) -> None:
    """At the secretariat's wish."""
    note(Act.RESET_ASKED, by=visits.person(), about=user, now=now)
    outbox.queue(LINK_MAIL, **_link_to(user, now))


def invite_again(user: User, *, now: datetime) -> None:
    """At the wish of somebody who leads the centre that invited them."""
    if not user.is_active or not user.is_invited:
        raise Refused(_("This person has signed in already, or may not any more."))
    mail_password_link(user, now=now)


def mail_password_links_to(email: str, *, now: datetime) -> None:
    """At anybody's wish, to whoever signs in with this address; nothing for nobody's.

    A worker asks this, so that the answer to the wish takes as long whatever the address.
    """
    for user in User.objects.filter(email__iexact=as_kept(email), is_active=True):
        mail_password_link_to_stranger(user, now=now)


def mail_password_link_to_stranger(user: User, *, now: datetime) -> None:
    """At anybody's wish.

    Not more than `outbox.queue_for_stranger` lets through in a day.
    """
    outbox.queue_for_stranger(LINK_MAIL, **_link_to(user, now), is_known=True)


def _link_to(user: User, now: datetime) -> dict[str, Any]:
    """The same letter, whoever wished for it, once in a while."""
    key = f"user:{user.pk}:password-link:{int(now.timestamp() // PAUSE.total_seconds())}"
    return {"key": key, "to": user.email, "user": user, "about": user, "now": now}


@transaction.atomic
def prove_address(user: User) -> None:
    """Whoever opened a mailed link reads that mailbox; without it no second step is taken.

    allauth's rows follow the person's address here: another one was theirs, or is somebody's now.
    """
    address = user.email.lower()
    EmailAddress.objects.filter(user=user).exclude(email=address).delete()
    EmailAddress.objects.filter(email=address).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )


def note_own_change(user: User, what: str, *, now: datetime) -> None:
    """The person changed what guards the sign-in: an entry of its history, and a letter."""
    event = AS_EVENT.get(what) or SignInChange(what)
    SignInEvent.objects.create(user=user, what=event, at=now, by=user)
    if what == SignInChange.PASSWORD:
        endings.end(user, endings.Event.PASSWORD, now=now)
    tell_of_change(user, what, now=now)


def tell_of_change(user: User, what: str, *, now: datetime) -> None:
    """A password, a second factor or a browser is new: the letter has the link that locks."""
    outbox.queue(
        "members.sign_in_changed",
        key=f"user:{user.pk}:{what}:{now.timestamp()}",
        to=user.email,
        user=user,
        about=user,
        now=now,
        details={"what": what, "at": now.isoformat()},
    )


@transaction.atomic
def lock(user: User, *, reason: str, by: User | None, now: datetime) -> User:
    """Nobody signs in as this person, who acts for no centre, until two people unlock it.

    Without `by` it is whoever holds the link of a letter. Roles stay on record: whoever asks who
    acts for a centre asks for an active sign-in too.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if by and (why := why_not_lock(row, by)):
        raise Refused(why)
    if not row.is_active:
        raise Refused(_("This sign-in is locked already."))
    return _change(row, SignInChange.LOCKED, reason, by=by, released_by=None, now=now)


@transaction.atomic
def unlock(user: User, *, reason: str, by: User, released_by: User, now: datetime) -> User:
    """The role holds again, as far as it has not ended meanwhile; what the lock ended stays so."""
    row = User.objects.select_for_update().get(pk=user.pk)
    _must_be_two(row, by, released_by)
    if row.is_active:
        raise Refused(_("This sign-in is not locked."))
    if is_ended(row):
        raise Refused(_("This sign-in was ended for good. Invite the person anew."))
    return _change(row, SignInChange.UNLOCKED, reason, by=by, released_by=released_by, now=now)


@transaction.atomic
def end_for_good(user: User, *, reason: str, by: User, released_by: User, now: datetime) -> User:
    """The sign-in is shut for ever, and whatever role the person had for a centre ends today."""
    row = User.objects.select_for_update().get(pk=user.pk)
    _must_be_two(row, by, released_by)
    if is_ended(row):
        raise Refused(_("This sign-in was ended for good already."))
    row = _change(row, SignInChange.ENDED, reason, by=by, released_by=released_by, now=now)
    roles = Representative.objects.filter(user=row)
    end_all(roles, by=by, confirmed_by=released_by, basis=Basis.TWO_PEOPLE, now=now)
    return row


@transaction.atomic
def second_step_due(user: User, *, now: datetime) -> datetime | None:
    """By when this person must have a second step; None without need, and for who has one.

    Asked at each sign-in; the days begin with the first time that the answer is not None.
    """
    if not second_steps.is_needed(user) or second_steps.has_one(user):
        return None
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.second_step_due is None:
        row.second_step_due = now + second_steps.GRACE
        row.save(update_fields=["second_step_due"])
    return row.second_step_due


def attempts_that_count_no_more(now: datetime) -> QuerySet[Attempt]:
    return Attempt.objects.filter(expires__lte=now)


@transaction.atomic
def remove_second_step(
    user: User, *, reason: str, by: User, released_by: User, now: datetime
) -> User:
    """For somebody who lost it: the password alone signs in from then on, and they are told."""
    row = User.objects.select_for_update().get(pk=user.pk)
    must_be_another(by, released_by)
    if why := why_not_help(row, by) or why_not_help(row, released_by):
        raise Refused(why)
    if not Authenticator.objects.filter(user=row).delete()[0]:
        raise Refused(_("There is no second step to switch off."))
    row.second_step_due = None  # some days begin anew
    row.save(update_fields=["second_step_due"])
    SignInEvent.objects.create(
        user=row,
        what=SignInChange.FACTOR_OFF,
        at=now,
        by=by,
        released_by=released_by,
        reason=reason.strip(),
    )
    tell_of_change(row, "factor_off", now=now)
    return row


@transaction.atomic
def encrypt_second_steps_again() -> tuple[int, int]:
    """How many secrets the newest key now encrypts, and how many no key opened: they stay."""
    adapter, encrypted, lost = SecondStepAdapter(), 0, 0
    for step in Authenticator.objects.select_for_update():
        for name in SECRETS & step.data.keys():
            secret = adapter.decrypt(step.data[name])
            if secret == step.data[name] and secret.startswith(SEALED):
                lost += 1
                continue
            step.data[name] = adapter.encrypt(secret)
            encrypted += 1
        step.save(update_fields=["data"])
    return encrypted, lost


def second_steps_by_key() -> Counter[str]:
    """How many secrets each key opens, by its fingerprint; under "" those that no key does."""
    opened: Counter[str] = Counter()
    for step in Authenticator.objects.iterator():
        opened.update(which_key(step.data[name]) for name in SECRETS & step.data.keys())
    return opened


def tell_of_raw_change(user: User, *, by: User, now: datetime) -> None:
    """A superuser wrote rights by hand, which the admin marks for everybody: a letter."""
    outbox.queue(
        "members.sign_in_changed",
        key=f"user:{user.pk}:rights:{now.timestamp()}",
        to=user.email,
        about=user,
        now=now,
        details={"what": "rights", "at": now.isoformat(), "by": str(by)},
    )


def is_ended(user: User) -> bool:
    ended = user.sign_in_events.filter(what=SignInChange.ENDED)
    return user.erased_at is not None or ended.exists()


def centre_in_office(user: User, now: datetime) -> Centre | None:
    """The centre that this person speaks for, or would if their sign-in were not locked."""
    roles = Representative.objects.in_office(network_day(now)).filter(user=user)
    role = roles.select_related("centre").first()
    return role.centre if role else None


def why_not_lock(user: User, by: User) -> str:
    """Why this person does not lock that sign-in; "" if they may."""
    if is_secretariat(by):
        return why_not_switch(user, by)
    centre = centre_of(by)
    if centre is None or centre_of(user) != centre:
        return _("Only people of the same centre or the secretariat lock a sign-in.")
    if user == by:
        return _("A colleague of your centre locks your sign-in, or the link in a letter does.")
    return ""


def why_not_switch(user: User, by: User) -> str:
    """Why this person of the secretariat has no hand in that sign-in; "" if they may."""
    if user == by:
        return _("Nobody locks or unlocks their own sign-in: a colleague does.")
    if user.is_staff and not by.is_superuser:
        return _("Only a superuser locks or unlocks the sign-in of somebody of the staff.")
    return ""


def why_not_help(user: User, by: User) -> str:
    """Why this person has no hand in another's address, factor or rights; "" if they may.

    It always takes two: of the secretariat they may do so for each other too.
    """
    if user == by:
        return _("Nobody does that for themselves: a colleague does.")
    if user.is_superuser and not by.is_superuser:
        return _("Only a superuser does that for a superuser.")
    return ""


def _must_be_two(user: User, by: User, released_by: User) -> None:
    must_be_another(by, released_by)
    if why := why_not_switch(user, by):
        raise Refused(why)
    if released_by == user:
        raise Refused(_("Nobody locks or unlocks their own sign-in: a colleague does."))


def _change(
    row: User,
    what: SignInChange,
    reason: str,
    *,
    by: User | None,
    released_by: User | None,
    now: datetime,
) -> User:
    """Noted, and told to the person, whom no letter to a locked sign-in would reach."""
    if not reason.strip():
        raise Refused(_("Give the reason: the person and the centre read it."))
    if ending := ENDING.get(what):
        endings.end(row, ending, now=now)
    row.is_active = what == SignInChange.UNLOCKED
    row.save(update_fields=["is_active"])
    event = SignInEvent.objects.create(
        user=row, what=what, at=now, by=by, released_by=released_by, reason=reason.strip()
    )
    outbox.queue(
        EVENT_MAIL,
        key=f"sign-in-event:{event.pk}:{EVENT_MAIL}:person",
        to=row.email,
        about=event,
        now=now,
        details={"copy_for": "person"},
    )
    tell_others(event, now=now)
    return row


def tell_others(event: SignInEvent, *, now: datetime) -> None:
    """The centre that the person speaks for, or else the secretariat: nothing of it is unseen."""
    facts: dict[str, Any] = {"key": f"sign-in-event:{event.pk}", "about": event, "now": now}
    if centre := centre_in_office(event.user, now):
        tell_centre(centre, EVENT_MAIL, besides=[event.user], **facts)
    else:
        notify_mailbox(EVENT_MAIL, details={"copy_for": "secretariat"}, **facts)
