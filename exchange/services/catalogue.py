"""What is in the catalogue: members propose, the secretariat decides."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from exchange.enums import NEXT_SERVICE, ServiceStatus
from exchange.models import Service
from members.models import Centre, User
from outbox import services as outbox


def propose(*, name: str, description: str, centre: Centre, by: User, now: datetime) -> Service:
    """A centre proposes a service; it waits for the secretariat."""
    try:
        with transaction.atomic():
            return Service.objects.create(
                name=name,
                description=description,
                centre=centre,
                proposed_by=by,
                proposed_at=now,
            )
    except IntegrityError:
        raise Refused(_("There is already a service of this name, or it was proposed.")) from None


def enter(*, name: str, description: str, position: int, by: User, now: datetime) -> Service:
    """The secretariat's own is in the catalogue at once: nobody else decides on it."""
    try:
        with transaction.atomic():
            return Service.objects.create(
                name=name,
                description=description,
                position=position,
                status=ServiceStatus.ACCEPTED,
                decided_by=by,
                decided_at=now,
            )
    except IntegrityError:
        raise Refused(_("There is already a service of this name, or it was proposed.")) from None


@transaction.atomic
def accept(service: Service, *, by: User, now: datetime) -> Service:
    row = _decide(service, ServiceStatus.ACCEPTED, by=by, now=now)
    _notify_proposer(row, now)
    return row


@transaction.atomic
def send_back(service: Service, *, note: str, by: User, now: datetime) -> Service:
    """Not into the catalogue; the note tells the centre why."""
    row = _decide(service, ServiceStatus.RETURNED, by=by, now=now, note=note)
    _notify_proposer(row, now)
    return row


@transaction.atomic
def merge(service: Service, *, into: Service, note: str = "", by: User, now: datetime) -> Service:
    """The catalogue has it already under another name."""
    if not into.is_accepted or into.pk == service.pk:
        raise Refused(_("Choose a service that is in the catalogue."))
    row = _decide(service, ServiceStatus.MERGED, by=by, now=now, note=note, merged_into=into)
    _notify_proposer(row, now)
    return row


@transaction.atomic
def retire(service: Service, *, by: User, now: datetime) -> Service:
    """Out of table and forms; the offers stay on record and come back if the service does."""
    return _decide(service, ServiceStatus.RETIRED, by=by, now=now)


@transaction.atomic
def bring_back(service: Service, *, by: User, now: datetime) -> Service:
    return _decide(service, ServiceStatus.ACCEPTED, by=by, now=now)


def _decide(
    service: Service,
    target: ServiceStatus,
    *,
    by: User,
    now: datetime,
    note: str | None = None,
    merged_into: Service | None = None,
) -> Service:
    row = Service.objects.select_for_update().get(pk=service.pk)
    if target not in NEXT_SERVICE.get(ServiceStatus(row.status), set()):
        raise Refused(_("This step is no longer possible."))
    row.status, row.decided_by, row.decided_at = target, by, now
    row.retired_at = now if target == ServiceStatus.RETIRED else None
    if note is not None:
        row.note = note
    if merged_into is not None:
        row.merged_into = merged_into
    row.save()
    return row


def _notify_proposer(service: Service, now: datetime) -> None:
    if service.proposed_by is None:
        return
    outbox.queue(
        "exchange.service_decided",
        key=f"service:{service.pk}:{service.status}",
        to=service.proposed_by.email,
        user=service.proposed_by,
        about=service,
        now=now,
        details={"status": service.status},
    )
