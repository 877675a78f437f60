"""What is in the catalogue: members propose, the secretariat decides."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from exchange.enums import NEXT_SERVICE, ServiceStatus
from exchange.models import Service
from outbox import services as outbox


def propose(*, name, description, centre, by, now):
    """A centre proposes a service; it waits for the secretariat."""
    return _create(
        name=name,
        description=description,
        centre=centre,
        proposed_by=by,
        proposed_at=now,
    )


def _create(**fields):
    try:
        with transaction.atomic():
            return Service.objects.create(**fields)
    except IntegrityError:
        raise Refused(_("There is already a service of this name, or it was proposed.")) from None


@transaction.atomic
def accept(service, *, by, now):
    row = _decide(service, ServiceStatus.ACCEPTED, by=by, now=now)
    _notify_proposer(row, now)
    return row


@transaction.atomic
def send_back(service, *, note, by, now):
    """Not into the catalogue; the note tells the centre why."""
    row = _decide(service, ServiceStatus.RETURNED, by=by, now=now, note=note)
    _notify_proposer(row, now)
    return row


@transaction.atomic
def merge(service, *, into, note="", by, now):
    """The catalogue has it already under another name."""
    if not into.is_accepted or into.pk == service.pk:
        raise Refused(_("Choose a service that is in the catalogue."))
    row = _decide(service, ServiceStatus.MERGED, by=by, now=now, note=note, merged_into=into)
    _notify_proposer(row, now)
    return row


@transaction.atomic
def retire(service, *, by, now):
    """Out of table and forms; the offers stay on record and come back if the service does."""
    return _decide(service, ServiceStatus.RETIRED, by=by, now=now)


@transaction.atomic
def bring_back(service, *, by, now):
    return _decide(service, ServiceStatus.ACCEPTED, by=by, now=now)


def _decide(service, target, *, by, now, **changes):
    row = Service.objects.select_for_update().get(pk=service.pk)
    if target not in NEXT_SERVICE.get(row.status, ()):
        raise Refused(_("This step is no longer possible."))
    retired_at = now if target == ServiceStatus.RETIRED else None
    changes |= {"status": target, "decided_by": by, "decided_at": now, "retired_at": retired_at}
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    return row


def _notify_proposer(service, now):
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
