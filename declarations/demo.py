"""The real initiative for a declaration, as far as it is publicly known."""

from declarations import services
from declarations.models import Declaration


def load(network, *, by, now):
    """Enter what is known once; a second run changes nothing."""
    known = network["declaration"]
    declaration, created = Declaration.objects.get_or_create(
        title=known["title"],
        defaults={
            "lead": known["lead"],
            "lead_body": _lead_body(network, known["lead"]),
            "notes": known["notes"] or "",
        },
    )
    if created:
        for position, aim in enumerate(known["aims"], start=1):
            declaration.aims.create(position=position, text=aim)
        services.begin(declaration, by=by, now=now)
    return declaration


def _lead_body(network, country):
    bodies = {chair["country"]: chair["body"] for chair in network["co_chairs"]}
    return bodies.get(country) or ""
