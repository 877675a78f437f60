"""Terms of co-chairs: begun and handed over on one day. `voting` calls this after an election."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.register.models import Centre, CoChairTerm, Membership

Terms = Sequence[CoChairTerm] | QuerySet[CoChairTerm]


@transaction.atomic
def hand_over(ending: Terms, *, to: Sequence[Centre], term: str, on: date) -> list[CoChairTerm]:
    """These terms end on that day, and each of these centres begins one. Past terms stay."""
    for centre in to:
        if not Membership.objects.entitled_to_vote().filter(centre=centre).exists():
            raise Refused(_("%(name)s is no active member any more.") % {"name": centre.name})
    must_be_free(to, ending=ending)
    day = on.isoformat()
    rows = CoChairTerm.objects.select_for_update().not_over_by(on)
    for row in rows.filter(pk__in=[row.pk for row in ending]):
        row.handed_over = day
        row.save(update_fields=["handed_over"])
    return [CoChairTerm.objects.create(centre=centre, term=term, began=day) for centre in to]


def must_be_free(centres: Sequence[Centre], *, ending: Terms) -> None:
    """Refused for a centre that would lead twice at once."""
    leading = CoChairTerm.objects.filter(handed_over="", centre__in=centres)
    for row in leading.exclude(pk__in=[row.pk for row in ending]).select_related("centre"):
        raise Refused(
            _("%(name)s leads already: its present term has to end when the next one begins.")
            % {"name": row.centre.name}
        )
