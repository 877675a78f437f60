"""Letters to those who speak for a centre, and to the secretariat's mailbox about one."""

from collections.abc import Iterable
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.conf import settings
from django.db.models import Model

from common.dates import network_day
from members.enums import EDITING_ROLES, Basis, RepresentativeRole
from members.register.models import Centre, Representative, User
from members.register.models.representatives import RepresentativeQuerySet
from outbox import services as outbox
from outbox.models import Mail
from outbox.services.queueing import Details


def everybody(centre: Centre, now: datetime) -> RepresentativeQuerySet:
    """All who act for the centre, observers and head included."""
    acting = Representative.objects.acting(network_day(now)).filter(centre=centre)
    return acting.select_related("user").order_by("pk")


def editors(centre: Centre, now: datetime) -> RepresentativeQuerySet:
    """Those who may edit its profile."""
    return everybody(centre, now).filter(role__in=EDITING_ROLES)


def voices(centre: Centre, now: datetime) -> list[Representative]:
    """The acting delegate and alternates, the delegate first."""
    acting = everybody(centre, now).may_vote()
    return sorted(acting, key=lambda person: person.role != RepresentativeRole.DELEGATE)


def first_voices(centre: Centre, now: datetime) -> list[Representative]:
    """The delegate, or the alternates where there is none."""
    acting = voices(centre, now)
    delegates = [person for person in acting if person.role == RepresentativeRole.DELEGATE]
    return delegates or acting


class Letter(TypedDict):
    """What a letter is about. It goes out once per `key`, kind and person."""

    key: str
    about: Model
    now: datetime
    details: NotRequired[Details]


def draft_letters(
    people: Iterable[Representative | User], kind: str, **letter: Unpack[Letter]
) -> list[Mail]:
    """One of this kind to each of these people, for `outbox.queue_all`.

    They are logins, or those who act for a centre: then it goes to their login.
    """
    users = [person.user if isinstance(person, Representative) else person for person in people]
    return [
        outbox.draft(
            kind,
            key=f"{letter['key']}:{kind}:{user.pk}",
            to=user.email,
            user=user,
            about=letter["about"],
            now=letter["now"],
            details=letter.get("details"),
        )
        for user in users
    ]


def notify(people: Iterable[Representative | User], kind: str, **letter: Unpack[Letter]) -> None:
    outbox.queue_all(draft_letters(people, kind, **letter), now=letter["now"])


def tell_centre(
    centre: Centre, kind: str, *, besides: Iterable[User] = (), **letter: Unpack[Letter]
) -> None:
    """Everybody who speaks for the centre, its mailbox if it has one, and the secretariat.

    `besides` are those who get a letter of their own. The letter's `details` say whom a copy
    without a person is for: "centre" or "secretariat".
    """
    others = set(besides)
    people = [row for row in everybody(centre, letter["now"]) if row.user not in others]
    notify(people, kind, **letter)
    details, key = letter.get("details") or {}, letter["key"]
    if centre.mailbox:
        outbox.queue(
            kind,
            key=f"{key}:{kind}:centre",
            to=centre.mailbox,
            about=letter["about"],
            now=letter["now"],
            details={**details, "copy_for": "centre"},
        )
    letter["details"] = {**details, "copy_for": "secretariat"}
    notify_mailbox(kind, **letter)


def tell_of_mailbox(
    centre: Centre,
    was: str,
    *,
    basis: Basis,
    by: User | None,
    confirmed_by: User | None = None,
    now: datetime,
) -> None:
    """To the old mailbox, the new one, everybody who speaks for the centre, and the secretariat."""
    kind = "members.mailbox_changed"
    key = f"centre:{centre.pk}:mailbox:{now.timestamp()}"
    details = {
        "was": was,
        "mailbox": centre.mailbox,
        "basis": str(basis),
        "by": by and by.pk,
        "confirmed_by": confirmed_by and confirmed_by.pk,
    }
    if was:
        outbox.queue(
            kind,
            key=f"{key}:{kind}:former",
            to=was,
            about=centre,
            now=now,
            details={**details, "copy_for": "centre"},
        )
    tell_centre(centre, kind, key=key, about=centre, now=now, details=details)


def tell_members(kind: str, **letter: Unpack[Letter]) -> None:
    """Everybody who acts for a centre of the Network, and the secretariat."""
    acting = Representative.objects.acting(network_day(letter["now"]))
    notify(acting.select_related("user").order_by("pk"), kind, **letter)
    notify_mailbox(kind, **letter)


def notify_mailbox(kind: str, **letter: Unpack[Letter]) -> None:
    outbox.queue(
        kind,
        key=f"{letter['key']}:{kind}:mailbox",
        to=settings.CONTACT_EMAIL,
        about=letter["about"],
        now=letter["now"],
        details=letter.get("details"),
    )
