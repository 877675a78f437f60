"""The applications of a centre and of its country, for the centre's page in the admin."""

from django.db.models import Q

from members.applications.models import Application
from members.register.models import Centre

MOST = 10


def cases_of(centre: Centre) -> dict[str, object]:
    """The one that made it a member first, then the newest of its country."""
    own = Q(centre=centre)
    cases = Application.objects.seen_by_the_secretariat().filter(own | Q(country=centre.country))
    newest = cases.order_by("-submitted_at", "-pk")[: MOST + 1]
    rows = sorted(newest, key=lambda case: case.centre_id != centre.pk)
    return {"centre": centre, "cases": rows[:MOST], "has_more": len(rows) > MOST}
