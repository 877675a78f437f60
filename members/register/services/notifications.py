"""Mails to those who speak for a centre, and to the secretariat's mailbox about one."""

from django.conf import settings

from common.dates import network_day
from members.enums import EDITING_ROLES, RepresentativeRole
from members.register.models import Representative
from outbox import services as outbox


def voices(centre, now):
    """The acting delegate and alternates, the delegate first."""
    acting = Representative.objects.acting(network_day(now)).may_vote().filter(centre=centre)
    in_order = acting.select_related("user").order_by("pk")
    return sorted(in_order, key=lambda one: one.role != RepresentativeRole.DELEGATE)


def first_voices(centre, now):
    """The delegate, or the alternates where there is none."""
    acting = voices(centre, now)
    delegates = [one for one in acting if one.role == RepresentativeRole.DELEGATE]
    return delegates or acting


def everybody(centre, now):
    """All who act for the centre, observers and head included."""
    acting = Representative.objects.acting(network_day(now)).filter(centre=centre)
    return acting.select_related("user").order_by("pk")


def editors(centre, now):
    """Those who may edit its profile."""
    return everybody(centre, now).filter(role__in=EDITING_ROLES)


def notify(people, kind, *, key, about, now, details=None):
    """One mail of this kind to each of these representatives, once per `key` and person."""
    for person in people:
        outbox.queue(
            kind,
            key=f"{key}:{kind}:{person.user_id}",
            to=person.user.email,
            user=person.user,
            about=about,
            now=now,
            details=details,
        )


def notify_mailbox(kind, *, key, about, now, details=None):
    outbox.queue(
        kind,
        key=f"{key}:{kind}:mailbox",
        to=settings.CONTACT_EMAIL,
        about=about,
        now=now,
        details=details,
    )
