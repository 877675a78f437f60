"""What ends by itself: evidence of an open application, and drafts that nobody ever opened."""

import logging
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from common.dates import network_day
from members.applications.models import Application, ApplicationEvent, Collaborator, Evidence
from members.applications.models.applications import ApplicationQuerySet
from members.applications.services.notifications import notify_applicant
from members.register.services.expiry import ends_or_ended, horizon
from outbox import services as outbox
from outbox.models import Mail

log = logging.getLogger(__name__)
UNOPENED_FOR = timedelta(days=7)


def warn_of_evidence(now: datetime) -> None:
    """One letter for all that ends on the same day; a second run finds it there already."""
    for application, day in Evidence.objects.ending_in_open_applications(horizon(now)):
        notify_applicant(
            Application.objects.get(pk=application),
            f"members.evidence_{ends_or_ended(day, network_day(now))}",
            now=now,
            again=day,
            details={"valid_until": day.isoformat()},
        )


def forget_unopened_drafts(now: datetime) -> int:
    """Erase the drafts whose links nobody opened in time, with the addresses; return how many."""
    late = unopened(now).values_list("pk", flat=True)
    erased = sum(_erase(pk, now) for pk in list(late))
    if erased:
        log.info("%d drafts were erased, for nobody opened them", erased)
    return erased


@transaction.atomic
def _erase(pk: int, now: datetime) -> bool:
    """Behind the lock that opening takes too; False if it was opened or asked for meanwhile."""
    draft = Application.objects.select_for_update().filter(pk=pk).first()
    if draft is None or not unopened(now).filter(pk=pk).exists():  # asked anew, once it is locked
        return False
    for person in draft.collaborators.all():
        outbox.forget(person)
        person.delete()
    outbox.forget(draft)
    draft.delete()
    return True


def unopened(now: datetime) -> ApplicationQuerySet:
    """Drafts without a history, which begins when the first person has typed a code.

    The seven days run from the last letter with the link, which may have waited its turn.
    """
    since = now - UNOPENED_FOR
    letters = Mail.objects.filter(
        about_type=ContentType.objects.get_for_model(Collaborator),
        about_id=OuterRef("pk"),
        due_at__gt=since,
    )
    people = Collaborator.objects.filter(application=OuterRef("pk"))
    lively = people.filter(Q(confirmed_at__isnull=False) | Exists(letters))
    history = ApplicationEvent.objects.filter(application=OuterRef("pk"))
    old = Application.objects.drafts().filter(created_at__lte=since)
    return old.filter(~Exists(lively), ~Exists(history))
