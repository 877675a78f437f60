"""Which services a centre says that it offers."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from exchange.models import Service, ServiceOffer
from members.models import Centre, User

Fact = str | list[str]
FACTS = ("note", "languages", "link", "since")


def declare(
    service: Service,
    centre: Centre,
    *,
    by: User,
    now: datetime,
    is_demo: bool = False,
    **facts: Fact,
) -> ServiceOffer:
    """`facts` are those of `FACTS`."""
    if why_not := why_not_declare(service, centre):
        raise Refused(why_not)
    try:
        with transaction.atomic():
            return ServiceOffer.objects.create(
                service=service,
                centre=centre,
                declared_by=by,
                declared_at=now,
                is_demo=is_demo,
                **facts,
            )
    except IntegrityError:
        raise Refused(_("A colleague has just declared this service.")) from None


def why_not_declare(service: Service, centre: Centre) -> str:
    """Why this cannot be declared, in a sentence; empty if it can."""
    if not service.is_accepted:
        return _("This service is not in the catalogue.")
    if not centre.memberships.in_the_network().exists():
        return _("%(centre)s is not in the Network.") % {"centre": centre.name}
    if service.offers.filter(centre=centre, withdrawn_at__isnull=True).exists():
        return _("%(centre)s already offers this service.") % {"centre": centre.name}
    return ""


@transaction.atomic
def change(offer: ServiceOffer, *, by: User, now: datetime, **facts: Fact) -> ServiceOffer:
    return _save(_still_open(offer), changed_at=now, **facts)


@transaction.atomic
def withdraw(offer: ServiceOffer, *, by: User, now: datetime) -> ServiceOffer:
    """The offer ends today; that it stood stays on record."""
    return _save(_still_open(offer), withdrawn_at=now, withdrawn_by=by)


def _still_open(offer: ServiceOffer) -> ServiceOffer:
    row = ServiceOffer.objects.select_for_update().get(pk=offer.pk)
    if not row.is_open:
        raise Refused(_("This offer was withdrawn already."))
    return row


def _save(row: ServiceOffer, **changes: Fact | datetime | User) -> ServiceOffer:
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    return row
